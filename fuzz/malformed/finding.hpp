// A finding of a campaign of malformed requests: one cause, with the simplest sequence that shows
// it.
#pragma once

#include <string>

#include "fuzz/malformed/reducer.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

struct Finding {
  std::string id;  ///< "found-1.never-hangs", unique within a folder
  RuleInfo rule;
  Reduction reduction;

  /// The violation and the act that shows it.
  [[nodiscard]] Execution::Shown shown() const;
};

/// Whether a sequence has the cause of the finding: for each act of the finding it has one that
/// makes the same choices, apart from 0.
[[nodiscard]] bool same_cause(const Finding& finding, const Sequence& sequence);

/// Whether it depends on how the length of a body is given.
[[nodiscard]] bool is_about_framing(const Finding& finding);

/// As a scenario that fails while the rule is broken, and is blocked if an earlier step is answered
/// in another way.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a result of a run.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::malformed
