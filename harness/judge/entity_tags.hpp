// Which representations the ETags of a stream stand for (section 10.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/piece.hpp"

namespace conform {

/// One representation that was given an ETag.
struct TaggedAnswer {
  std::size_t digest = 0;  ///< of its content
  bool closed = false;
  bool coded = false;  ///< in a content coding
  std::uint64_t exchange = 0;
};

/// The ETags given for one stream since its creation, by URL.
class TaggedAnswers {
 public:
  void learn(const Exchange& exchange, const ParsedRequest& request);

  /// The first answer that had this ETag at that URL; null if there is none.
  [[nodiscard]] const TaggedAnswer* find(const std::string& url, std::string_view tag) const;
  [[nodiscard]] bool has_any_of(const std::string& url) const;

 private:
  std::map<std::pair<std::string, std::string>, TaggedAnswer> by_url_and_tag_;
};

/// Where an ETag was last given, and for what.
struct GivenTag {
  std::uint64_t life = 0;  ///< of the stream, as `StreamHistory::life` counts them
  std::string url;         ///< without the parameter that only makes it unique
  /// The position at which the answer ended, if it was the tail.
  std::optional<std::size_t> tail;
  bool closed = false;
};

/// Every ETag that was given at the URLs of one stream.
class GivenTags {
 public:
  using ByTag = std::map<std::string, GivenTag>;  ///< without W/ and quotes

  void learn(const Exchange& exchange, const std::vector<Piece>& pieces, std::uint64_t life);
  /// Null if there were too many.
  [[nodiscard]] const ByTag* all() const { return are_all_known_ ? &by_tag_ : nullptr; }

 private:
  ByTag by_tag_;
  bool are_all_known_ = true;
};

/// Whether the content is in a content coding (RFC 9110 8.4).
[[nodiscard]] bool is_coded(const http::Response& response);

/// An entity tag without W/ and quotes.
[[nodiscard]] std::string_view opaque_tag(std::string_view tag);

/// The content type and body of a read as one hash, for comparison; nullopt if the type is JSON and
/// the body is not.
[[nodiscard]] std::optional<std::size_t> content_digest(const http::Response& response);

}  // namespace conform
