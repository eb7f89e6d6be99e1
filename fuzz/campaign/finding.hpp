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
  std::uint64_t after = 0;  ///< sequences that its hunter had played by then

  /// The evidence: what was promised and what came, in the turn that broke the rule.
  [[nodiscard]] const Violation& violation() const;
};

/// Whether a sequence that breaks a rule tells nothing new: it breaks the rule of the finding as
/// well, and does all that the finding does.
[[nodiscard]] bool same_cause(const Finding& finding, const Reduction& reduction);

/// As a scenario that fails while the rule is broken, and is blocked where the server takes another
/// way before.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a run reports it. What broke the rule only now and then is inconclusive.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::fuzz
