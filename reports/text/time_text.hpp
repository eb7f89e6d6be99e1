// Times and durations as shown in reports.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/http/instant.hpp"

namespace conform::reports {

/// The time of a timestamp of RFC 3339, from 1970 to 2199; nullopt for anything else.
[[nodiscard]] std::optional<Instant> instant_from(std::string_view rfc3339);

/// To the second and without a time zone, the only form that every JUnit schema accepts; in UTC.
[[nodiscard]] std::string rfc3339_seconds(Instant at);

[[nodiscard]] double seconds(Duration duration);

/// "0.42 ms", "31 ms", "5.20 s", "3 min 20 s".
[[nodiscard]] std::string in_words(Duration duration);

/// "0.4", "31", "5200": milliseconds, for tables and transcripts.
[[nodiscard]] std::string milliseconds(Duration duration);

}  // namespace conform::reports
