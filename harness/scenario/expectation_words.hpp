// An expectation in words, for people who read a scenario.
#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// "409, Stream-Seq absent, body \"first\""
[[nodiscard]] std::string expectation_words(const Expectation& expectation);

/// "control with {\"upToDate\":true}"
[[nodiscard]] std::string event_words(const EventTest& event);

}  // namespace conform
