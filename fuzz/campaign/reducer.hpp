// Makes a sequence that breaks a rule as short and as plain as it can be while it still does.
#pragma once

#include <cstdint>
#include <functional>

#include "fuzz/campaign/cause.hpp"
#include "fuzz/campaign/player.hpp"

namespace conform::fuzz {

/// A sequence that broke a rule, and what was seen then.
struct FailingSequence {
  Sequence sequence;
  Played played;
  Cause cause;
};

struct Reduction {
  Sequence sequence;
  Played played;           ///< as it broke the rule last
  unsigned confirmed = 0;  ///< of the plays of the result, how many broke the rule again
  unsigned confirmations = 0;
  std::uint64_t plays = 0;  ///< that it took in all

  /// It was played again, and broke the rule each time.
  [[nodiscard]] bool stable() const { return confirmations > 0 && confirmed == confirmations; }
};

struct ReductionBounds {
  std::uint64_t most_plays = 400;     ///< of the search; confirming comes on top
  std::function<bool()> should_stop;  ///< asked before each play; empty for never
};

using Play = std::function<Played(const Sequence&)>;

/// The turn that shows the cause, by number from 1; 0 for none. Any act will do.
[[nodiscard]] std::size_t turn_with(const Played& played, const Cause& cause);

/// First whole operations go, then choices become plain, then numbers small. What comes only now
/// and then is looked for with a gap before it or several times over; where nothing makes it
/// stable, it stays as it was seen.
[[nodiscard]] Reduction reduce(const Play& play, FailingSequence sighted,
                               const ReductionBounds& bounds);

}  // namespace conform::fuzz
