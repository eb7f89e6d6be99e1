// A puzzle: a defect of the reference server that a campaign has to find within a given number of
// sequences. Puzzles measure whether campaigns find defects and whether feedback helps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fixtures/defects/defect.hpp"
#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

struct Puzzle {
  std::string_view defect;
  std::size_t shortest;          ///< operations of the shortest sequence known to show it
  std::uint64_t max_executions;  ///< within which a campaign has to find it
  /// Operations that are accepted after reduction: twice the shortest, unless another value is
  /// known.
  std::size_t longest = 2 * shortest;
};

/// Defects that need several steps or a special value.
[[nodiscard]] std::span<const Puzzle> puzzles();

struct Solution {
  std::uint64_t executions = 0;  ///< sequences until it was found
  Sequence sequence;             ///< reduced
  std::string rule;
};

/// Runs a campaign in this process until its first finding; nullopt if `max_executions` are not
/// enough. Forks.
[[nodiscard]] std::optional<Solution> solve(const defects::Defect& defect, std::uint32_t seed,
                                            std::uint64_t max_executions, bool feedback);

}  // namespace conform::fuzz
