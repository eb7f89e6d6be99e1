// Timestamps of RFC 3339, in which the protocol and the reports write times.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "harness/http/instant.hpp"

namespace conform::http {

/// In UTC, to the millisecond: "2026-01-02T03:04:05.678Z".
[[nodiscard]] std::string rfc3339(Instant when);
/// In UTC, to the second and without a time zone: "2026-01-02T03:04:05".
[[nodiscard]] std::string rfc3339_seconds(Instant when);

/// The time of a timestamp with any offset from UTC, to the millisecond; nullopt if RFC 3339 5.6
/// does not allow the text. Lower-case letters, and a space between date and time, are allowed.
/// From year 0 to 9999, which is more than an Instant holds.
[[nodiscard]] std::optional<std::chrono::sys_time<std::chrono::milliseconds>> parse_rfc3339(
    std::string_view text);

}  // namespace conform::http
