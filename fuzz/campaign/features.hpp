// What a played sequence has reached, as numbers: for a server whose code cannot be seen, these
// stand for coverage. A campaign keeps what reaches something new.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/campaign/player.hpp"

namespace conform::fuzz {

/// Features lie below this.
inline constexpr std::size_t most_features = std::size_t{1} << 15;

/// One for each kind of answer to each kind of request in each state of a stream, for each step
/// from one such answer to the next on a stream, for where reads began and ended, and for how often
/// each rule had its occasion.
/// Some may occur twice.
[[nodiscard]] std::vector<std::uint32_t> features_of(const Played& played,
                                                     const std::vector<std::uint64_t>& applied);

}  // namespace conform::fuzz
