// The histories of all streams of a run, by URL, within bounds.
#pragma once

#include <cstddef>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/judge/stream_history.hpp"

namespace conform {

class StreamRegistry {
 public:
  explicit StreamRegistry(std::size_t max_streams = 4096) : max_streams_(max_streams) {}

  /// The history of the stream that a URL addresses. The one unused for longest is forgotten when
  /// there are too many, unless a request to it is under way.
  [[nodiscard]] StreamHistory& of(std::string_view url);
  /// The same, null when there is none.
  [[nodiscard]] const StreamHistory* find(std::string_view url) const;

  /// Some requests may write to a stream in ways that its history does not tell: those of unknown
  /// methods and raw bytes, writes with a query, paths that a server may take for another one's,
  /// subscriptions, whose wake events the server appends itself (section 7.2), and those that drop
  /// old data, also from under forks. Every stream whose name occurs in such a request is in doubt
  /// from then on.
  void heed(const http::Request& request);

 private:
  struct Entry {
    explicit Entry(std::string its_key);

    std::string key;
    std::string name;          ///< its last segment: the name that scenarios give to a stream
    std::string decoded_name;  ///< with its escapes undone
    StreamHistory history;
  };

  void forget_one();
  [[nodiscard]] bool is_wake_stream(const Entry& entry) const;
  void note_wake_stream(const http::Request& request);

  std::size_t max_streams_;
  std::list<Entry> entries_;  ///< the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::set<std::string> wake_streams_;  ///< their last segments
  bool any_may_be_wake_stream_ = false;
};

/// Dots, doubled and trailing slashes, and what hides them: a server may resolve them, and the URL
/// then lead to another stream or to none (R32).
[[nodiscard]] bool has_ambiguous_path(std::string_view target);

/// What of a URL names the stream: all but the query, in one spelling. Escapes of unreserved
/// characters are undone, other escapes keep what they tell apart (RFC 3986 6.2.2).
[[nodiscard]] std::string stream_key(std::string_view url);

/// The URL of a path on the server of another URL.
[[nodiscard]] std::string on_same_server(std::string_view url, std::string_view path);

}  // namespace conform
