// Makes a history smaller as long as it still shows the same violation.
#pragma once

#include <chrono>

#include "harness/durability/execution.hpp"

namespace conform::durability {

struct Reduction {
  History history;
  Execution execution;  ///< of this history, and that shows the violation
  unsigned confirmed = 0;
  unsigned confirmations = 0;
};

struct ReductionLimits {
  unsigned executions = 60;
  std::chrono::milliseconds time = std::chrono::seconds(40);
};

/// `execution` of the history shows a violation of the check.
[[nodiscard]] Reduction reduce(const History& history, Execution execution, Check check,
                               const ServerOptions& options, const ReductionLimits& limits);

}  // namespace conform::durability
