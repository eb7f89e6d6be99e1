// A puzzle: a defect of the reference server that a campaign has to find, and how soon it does.
// They tell whether campaigns find things, and whether the feedback pays.
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
  std::size_t shortest;      ///< operations of the shortest sequence known to show it
  std::uint64_t most_plays;  ///< within which a campaign has to find it
};

/// Those that take several steps or a special value.
[[nodiscard]] std::span<const Puzzle> puzzles();

struct Solution {
  std::uint64_t plays = 0;  ///< sequences until it was found
  Sequence sequence;        ///< reduced
  std::string rule;
};

/// Runs a campaign in process until its first finding; nullopt when `most_plays` did not do. Forks.
[[nodiscard]] std::optional<Solution> solve(const defects::Defect& defect, std::uint32_t seed,
                                            std::uint64_t most_plays, bool feedback);

}  // namespace conform::fuzz
