// A step in words, for people who read a scenario.
#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// "POST {s} as text/plain with Stream-Seq: 10, body \"second\" → 409"
[[nodiscard]] std::string step_words(const Step& step);

}  // namespace conform
