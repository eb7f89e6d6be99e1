// Durations as shown in reports.
#pragma once

#include <string>

#include "harness/http/instant.hpp"

namespace conform::reports {

/// "0.42 ms", "31 ms", "5.20 s", "3 min 20 s".
[[nodiscard]] std::string in_words(Duration duration);

/// "0.4", "31", "5200": milliseconds, for tables and transcripts.
[[nodiscard]] std::string milliseconds(Duration duration);

}  // namespace conform::reports
