// Responses that say that the server is busy rather than whether the request is right (R21).
#pragma once

#include <optional>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// 408, 429 or 503 (RFC 9110 15.5.9 and 15.6.4, RFC 6585 4). A 408 to raw bytes does not count: it
/// may be the right response to half a request.
[[nodiscard]] bool is_refusal(const Exchange& exchange);

/// How long the server asks to wait from `now` on (RFC 9110 10.2.3: seconds, or an HTTP date);
/// nullopt if the header is missing or malformed.
[[nodiscard]] std::optional<Duration> retry_after(const http::Headers& headers, Instant now);

/// The duration in `Retry-After: value`.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, Instant now);

}  // namespace conform
