// A played sequence as the steps of a scenario, which capture what they need as they go and so lead
// the same way on any server.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/player.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// Each answer is expected as it came, but for the one of the turn that broke the rule, by number
/// from 1.
[[nodiscard]] std::vector<Step> steps_of(const Played& played, std::size_t breach);

}  // namespace conform::fuzz
