// What a campaign has found: one cause, shown by the shortest sequence that could be had.
#pragma once

#include <string>

#include "fuzz/campaign/player.hpp"
#include "fuzz/campaign/reducer.hpp"
#include "harness/judge/rule.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

struct Finding {
  std::string id;  ///< "found-1.closed-refuses-append": no two of a folder are the same
  RuleInfo rule;
  Reduction reduction;

  /// The evidence: what was promised and what came, in the turn that broke the rule.
  [[nodiscard]] const Violation& violation() const;
};

/// Findings of one key have one cause, as far as can be told: the same rule, broken by the same
/// acts in the same order.
[[nodiscard]] std::string cause_key(const std::string& rule, const Reduction& reduction);

/// As a scenario that fails while the rule is broken, and is blocked where the server takes another
/// way before.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a run reports it. What broke the rule only now and then is inconclusive.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::fuzz
