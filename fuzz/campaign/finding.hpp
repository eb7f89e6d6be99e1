// A finding: one cause, with the shortest sequence found that shows it.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/cause.hpp"
#include "fuzz/campaign/executor.hpp"
#include "fuzz/campaign/reducer.hpp"
#include "harness/judge/rule.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

struct Finding {
  std::string id;  ///< "found-1.closed-refuses-append", unique within a folder
  RuleInfo rule;
  Cause cause;
  Reduction reduction;
  std::uint64_t after = 0;  ///< sequences that its worker had executed by then
  /// For a lost connection that is not reproducible: ordinary sequences lose connections too.
  bool is_lost_anyway = false;

  /// The turn that broke the rule, by number from 1.
  [[nodiscard]] std::size_t turn() const { return turn_with(reduction.execution, cause); }
  /// The evidence: what was expected and what was received.
  [[nodiscard]] const Violation& violation() const;
  /// Other violations of the same answer that are about the same data.
  [[nodiscard]] std::vector<Violation> consequences() const;
  /// `unstable` if it is not reproducible and depends on the order of events; otherwise one
  /// violation is enough for a failure.
  [[nodiscard]] Verdict verdict() const;
};

/// How many executions without it are needed before it counts as fixed.
[[nodiscard]] unsigned executions_to_judge(const Finding& finding);

/// As a scenario that fails while the rule is broken, and is blocked if an earlier step is answered
/// in another way.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a result of a run.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::fuzz
