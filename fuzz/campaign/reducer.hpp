// Minimises a sequence that breaks a rule, as long as it still breaks that rule.
#pragma once

#include <cstdint>
#include <functional>

#include "fuzz/campaign/cause.hpp"
#include "fuzz/campaign/executor.hpp"

namespace conform::fuzz {

/// A sequence that broke a rule, and its execution.
struct FailingSequence {
  Sequence sequence;
  Execution execution;
  Cause cause;
};

struct Reduction {
  Sequence sequence;
  Execution execution;     ///< the last execution that broke the rule
  unsigned confirmed = 0;  ///< how many confirming executions broke the rule again
  unsigned confirmations = 0;
  std::uint64_t executions = 0;  ///< executions in all

  /// It was executed again, and broke the rule each time.
  [[nodiscard]] bool stable() const { return confirmations > 0 && confirmed == confirmations; }
};

struct ReductionBounds {
  std::uint64_t max_executions = 400;  ///< of the search, without confirming
  std::function<bool()> should_stop;   ///< called before each execution; empty for never
};

using Execute = std::function<Execution(const Sequence&)>;

/// The number of the turn that shows the cause, by any act, from 1; 0 for none.
[[nodiscard]] std::size_t turn_with(const Execution& execution, const Cause& cause);

/// First drops whole operations, then sets choices to 0, then makes numbers smaller. An unstable
/// failure is also tried after a pause and repeated; if nothing makes it stable, it is kept as
/// seen.
[[nodiscard]] Reduction reduce(const Execute& execute, FailingSequence failing,
                               const ReductionBounds& bounds);

}  // namespace conform::fuzz
