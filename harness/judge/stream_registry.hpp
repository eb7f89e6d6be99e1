// The histories of all streams of a run, by URL; bounded.
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
  explicit StreamRegistry(std::size_t max_streams = 4096,
                          std::size_t max_weight = std::size_t{32} << 20)
      : max_streams_(max_streams), max_weight_(max_weight) {}

  /// The history of the stream that a URL addresses, valid until the next call. If there are too
  /// many, or too much is known of them, the least recently used one is dropped, unless a request
  /// to it is under way.
  [[nodiscard]] StreamHistory& of(std::string_view url);
  /// The same; null if there is none.
  [[nodiscard]] const StreamHistory* find(std::string_view url) const;

  /// Some requests may write to a stream in ways that its history does not show: unknown methods,
  /// raw bytes, writes with a query, paths that a server may resolve to another stream,
  /// subscriptions (the server itself appends wake events, section 7.2), and requests that drop old
  /// data, also that of forks. Every stream whose name occurs in such a request is uncertain from
  /// then on.
  void note_unseen_writes(const http::Request& request);
  /// Every stream, now and later, may be written to by requests that are not seen.
  void mark_all_unknown();
  /// Drops all histories.
  void clear();

 private:
  struct Entry {
    explicit Entry(std::string its_key);

    std::string key;
    std::string name;          ///< its last path segment: the name that scenarios give the stream
    std::string decoded_name;  ///< percent-decoded
    StreamHistory history;
    std::size_t weight = 0;  ///< when it was last used
  };

  bool forget_one();
  void weigh_last();
  [[nodiscard]] bool is_wake_stream(const Entry& entry) const;
  void note_wake_stream(const http::Request& request);

  std::size_t max_streams_;
  std::size_t max_weight_;
  std::size_t weight_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::set<std::string> wake_streams_;  ///< their last path segments
  bool any_may_be_wake_stream_ = false;
  bool all_unknown_ = false;
};

/// Dot segments, doubled or trailing slashes, and encoded forms of them: a server may resolve them,
/// so that the URL addresses another stream or none (R32).
[[nodiscard]] bool has_ambiguous_path(std::string_view target);

/// The part of a URL that identifies the stream: everything but the query, normalised. Escapes of
/// unreserved characters are decoded, other escapes are kept (RFC 3986 6.2.2).
[[nodiscard]] std::string stream_key(std::string_view url);

/// The URL of a path on the server of another URL.
[[nodiscard]] std::string on_same_server(std::string_view url, std::string_view path);

}  // namespace conform
