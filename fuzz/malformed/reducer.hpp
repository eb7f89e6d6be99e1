// Makes a sequence that breaks a rule as short and as plain as it can be while it still does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fuzz/malformed/player.hpp"

namespace conform::malformed {

struct Reduction {
  Sequence sequence;
  Played played;           ///< as it broke the rule last
  unsigned confirmed = 0;  ///< of the plays of the result, how many broke it again
  unsigned confirmations = 0;

  [[nodiscard]] bool stable() const { return confirmations > 0 && confirmed == confirmations; }
};

struct ReductionBounds {
  std::uint64_t most_plays = 300;
  Duration most_time = std::chrono::seconds(60);  ///< confirming comes on top
  std::function<bool()> should_stop;              ///< asked before each play; empty for never
};

/// First whole acts go, then choices become plain, then what is long short. `seen` is the play that
/// broke the rule: where it never comes again, that is what is left.
[[nodiscard]] Reduction reduce(Player& player, Sequence sequence, Played seen,
                               const std::string& rule, const ReductionBounds& bounds);

}  // namespace conform::malformed
