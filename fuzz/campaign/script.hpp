// An executed sequence as the steps of a scenario. The steps save the values that they need, so
// that they work on any server.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/executor.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// Each answer is expected as observed, apart from that of `violating_turn`, a number from 1.
[[nodiscard]] std::vector<Step> steps_of(const Execution& execution, std::size_t violating_turn);

}  // namespace conform::fuzz
