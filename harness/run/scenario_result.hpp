// Turns the end of an attempt into the result of its scenario.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/judge/rule.hpp"
#include "harness/run/attempt.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// Number of a scenario's last exchanges that are kept as evidence.
inline constexpr std::size_t exchanges_shown = 6;

/// Id, title and the like; the verdict is pass.
[[nodiscard]] Result result_head(const Scenario& scenario);

struct Judged {
  const Scenario& scenario;
  const Attempt& attempt;  ///< the last one
  const AttemptEnd& ending;
  int attempts = 1;
  std::optional<Violation> rule_violation;  ///< of a rule that the scenario tests
};

/// The result without its duration.
[[nodiscard]] Result result_of(const Judged& judged);

}  // namespace conform
