// What a campaign has found: one cause, shown by the shortest sequence that could be had.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/cause.hpp"
#include "fuzz/campaign/player.hpp"
#include "fuzz/campaign/reducer.hpp"
#include "harness/judge/rule.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

struct Finding {
  std::string id;  ///< "found-1.closed-refuses-append": no two of a folder are the same
  RuleInfo rule;
  Cause cause;
  Reduction reduction;
  std::uint64_t after = 0;  ///< sequences that its worker had played by then
  /// Of a lost connection that came only now and then: one was lost in harmless sequences as well.
  bool is_lost_anyway = false;

  /// The turn that broke the rule, by number from 1.
  [[nodiscard]] std::size_t turn() const { return turn_with(reduction.played, cause); }
  /// The evidence: what was promised and what came.
  [[nodiscard]] const Violation& violation() const;
  /// What else is wrong with the same answer, as far as it is about the same data.
  [[nodiscard]] std::vector<Violation> consequences() const;
  /// `unstable` for what came only now and then and is wrong only in the order of events that was
  /// seen; what no order excuses counts though it was seen once.
  [[nodiscard]] Verdict verdict() const;
};

/// How many plays must go by without it before it may be called fixed.
[[nodiscard]] unsigned plays_to_judge(const Finding& finding);

/// As a scenario that fails while the rule is broken, and is blocked where the server takes another
/// way before.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a run reports it.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::fuzz
