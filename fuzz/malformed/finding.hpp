// What a campaign of malformed requests has found: one cause, shown as plainly as it could be.
#pragma once

#include <string>

#include "fuzz/malformed/reducer.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

struct Finding {
  std::string id;  ///< "found-1.never-hangs": no two of a folder are the same
  RuleInfo rule;
  Reduction reduction;

  /// The evidence, with the encounter that has it.
  [[nodiscard]] Played::Shown shown() const;
};

/// Whether a sequence would tell nothing new: in one act it makes every choice that the finding is
/// made of.
[[nodiscard]] bool same_cause(const Finding& finding, const Sequence& sequence);

/// Whether it takes a body, or the telling of its length, to see it.
[[nodiscard]] bool is_about_framing(const Finding& finding);

/// As a scenario that fails while the rule is broken, and is blocked where the server takes
/// another way before.
[[nodiscard]] Scenario scenario_of(const Finding& finding);

/// As a run reports it.
[[nodiscard]] Result result_of(const Finding& finding);

}  // namespace conform::malformed
