// Makes a sequence that breaks a rule as short and as plain as it can be while it still does.
#pragma once

#include <cstdint>
#include <string>

#include "fuzz/campaign/arena.hpp"

namespace conform::fuzz {

struct Reduction {
  Sequence sequence;
  Played played;           ///< as it broke the rule last
  unsigned confirmed = 0;  ///< of the plays of the result, how many broke the rule again
  unsigned confirmations = 0;
  std::uint64_t plays = 0;  ///< that it took in all

  [[nodiscard]] bool stable() const { return confirmed == confirmations; }
};

/// First whole operations go, then choices become plain, then numbers small. `most_plays` bounds
/// the search; confirming comes on top.
[[nodiscard]] Reduction reduce(Arena& arena, Sequence sequence, const std::string& rule,
                               std::uint64_t most_plays);

}  // namespace conform::fuzz
