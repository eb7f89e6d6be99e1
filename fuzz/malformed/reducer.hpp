// Minimises a sequence that breaks a rule, as long as it still breaks that rule.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fuzz/malformed/executor.hpp"

namespace conform::malformed {

struct Reduction {
  Sequence sequence;
  Execution execution;     ///< the last execution that broke the rule
  unsigned confirmed = 0;  ///< how many confirming executions broke it again
  unsigned confirmations = 0;

  [[nodiscard]] bool stable() const { return confirmations > 0 && confirmed == confirmations; }
};

struct ReductionBounds {
  std::uint64_t max_executions = 300;
  Duration max_time = std::chrono::seconds(60);  ///< without confirming
  std::function<bool()> should_stop;             ///< called before each execution; empty for never
};

/// First drops whole acts, then sets choices to 0, then makes sizes smaller. `seen` is the
/// execution that broke the rule; it is the result if the violation does not occur again.
[[nodiscard]] Reduction reduce(Executor& executor, Sequence sequence, Execution seen,
                               const std::string& rule, const ReductionBounds& bounds);

}  // namespace conform::malformed
