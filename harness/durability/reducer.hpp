// Makes a history smaller as long as it still shows the same violation.
#pragma once

#include <chrono>

#include "harness/durability/player.hpp"

namespace conform::durability {

struct Reduction {
  History history;
  Played played;  ///< a play of this history that shows the violation
  unsigned confirmed = 0;
  unsigned confirmations = 0;
};

struct ReductionLimits {
  unsigned plays = 60;
  std::chrono::milliseconds time = std::chrono::seconds(40);
};

/// `played` is a play of the history that shows a violation of the check.
[[nodiscard]] Reduction reduce(const History& history, Played played, Check check,
                               const ServerOptions& options, const ReductionLimits& limits);

}  // namespace conform::durability
