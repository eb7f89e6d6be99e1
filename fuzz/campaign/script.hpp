// A played sequence as the steps of a scenario, which capture what they need as they go and so lead
// the same way on any server.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/player.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// Each answer is expected as it came, but for the one that broke the rule.
[[nodiscard]] std::vector<Step> steps_of(const Played& played, const std::string& rule);

/// A sequence in the midst of which a server was lost, with what it answered: the reference server
/// shows the way, and any answer will do.
[[nodiscard]] Scenario last_words(const Sequence& sequence, std::string id);

}  // namespace conform::fuzz
