// Durations as written in suites and on command lines: "300ms", "1.2s", "2m", "1h".
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/http/instant.hpp"

namespace conform {

/// A decimal number and its unit: ms, s, m or h. At most a day; the error is one sentence.
[[nodiscard]] Expected<Duration, std::string> parse_duration(std::string_view text);

/// In the largest unit of parse_duration that gives a number of at least one.
[[nodiscard]] std::string to_string(Duration duration);

}  // namespace conform
