// Dates in headers of HTTP (RFC 9110 5.6.7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/http/instant.hpp"

namespace conform::http {

/// "Fri, 27 Nov 2026 15:00:00 GMT", the format that is sent today; nullopt for anything else.
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

/// In the same format.
[[nodiscard]] std::string to_http_date(Instant when);

}  // namespace conform::http
