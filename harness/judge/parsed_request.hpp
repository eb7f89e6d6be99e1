// A request to a stream as the protocol interprets it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

enum class Method { put, post, get, head, del, other };

enum class ReadMode {
  none,       ///< not a GET
  catch_up,   ///< section 5.6
  long_poll,  ///< section 5.7
  sse,        ///< section 5.8
  unclear,    ///< a query to which the protocol gives no clear meaning
};

/// The three producer headers, all valid (section 5.2.1).
struct ProducerStamp {
  std::string id;
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;
};

/// Where a fork branches off (section 4.2).
struct BranchPoint {
  std::string source;                 ///< path of the source's URL
  std::optional<std::string> offset;  ///< nullopt for the source's tail
  std::uint64_t sub_offset = 0;       ///< bytes or messages past it
};

struct ParsedRequest {
  Method method = Method::other;
  ReadMode mode = ReadMode::none;
  std::string offset;  ///< of a read; "-1" if the query has none
  std::optional<std::string> cursor;
  std::optional<std::string> type;  ///< Content-Type, if sent exactly once
  bool has_body = false;
  bool closes = false;     ///< Stream-Closed, sent once, with the value true
  bool may_close = false;  ///< a Stream-Closed that a server could read as true
  bool has_producer_headers = false;
  std::optional<ProducerStamp> producer;
  bool forks = false;
  bool forks_at_offset = false;       ///< at an offset chosen by the client
  std::optional<BranchPoint> branch;  ///< of a fork whose headers are unambiguous
  bool sets_lifetime = false;
  /// Nothing obscures its meaning: no Content-Encoding, no Range, no query parameter that an
  /// extension could define (section 11.1).
  bool is_plain = false;
};

[[nodiscard]] ParsedRequest parsed_request(const http::Request& request);

/// The URL without the parameter that only makes a read's URL unique.
[[nodiscard]] std::string without_fresh(std::string_view target);

/// The URL without the parameters of this query ("a=b&c=d"), each taken off once.
[[nodiscard]] std::string without_common(std::string_view target, std::string_view query);

/// The parameters of this query that the URL has too: "c=d" of "a=b&c=d" and "/x?c=d&e=f".
[[nodiscard]] std::string shared_query(std::string_view query, std::string_view target);

/// Whether the head of the response is complete, so that a missing header was not sent.
[[nodiscard]] bool has_whole_head(const Exchange& exchange);

/// The header's value without surrounding white space; nullopt if it is missing or empty.
[[nodiscard]] std::optional<std::string_view> value_of(const http::Headers& headers,
                                                       std::string_view name);
/// Whether the header's value is true, in any letter case (section 4.1).
[[nodiscard]] bool says_true(const http::Headers& headers, std::string_view name);

/// Whether Stream-TTL and Stream-Expires-At, as far as they are there, are written as 5.1 says.
[[nodiscard]] bool is_lifetime_in_form(const http::Headers& headers);

/// A non-negative decimal integer up to 2^53-1, without leading zeros.
[[nodiscard]] std::optional<std::uint64_t> small_integer(std::string_view text);

}  // namespace conform
