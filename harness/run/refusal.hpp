// Answers with which a server says that it is busy rather than what it thinks of the request (R21).
#pragma once

#include <optional>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// 408, 429 or 503 (RFC 9110 15.5.9 and 15.6.4, RFC 6585 4). A 408 to bytes of our own making is
/// none: it may be the right answer to half a request.
[[nodiscard]] bool is_refusal(const Exchange& exchange);

/// How long the server asks to wait from `now` on (RFC 9110 10.2.3: seconds, or an HTTP date);
/// nullopt where it does not say so in a form that can be read.
[[nodiscard]] std::optional<Duration> retry_after(const http::Headers& headers, Instant now);

/// What `Retry-After: value` asks for.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, Instant now);

}  // namespace conform
