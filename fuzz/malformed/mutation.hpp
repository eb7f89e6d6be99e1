// What a campaign tries: first every choice once, together with choices that make it visible, then
// mutations of the corpus.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/malformed/act.hpp"

namespace conform::malformed {

[[nodiscard]] std::vector<Act> every_choice();

/// The sequence with a few changes: an act inserted, dropped or repeated, a choice replaced. The
/// same seed gives the same changes.
[[nodiscard]] Sequence mutate(Sequence sequence, std::uint32_t seed);

}  // namespace conform::malformed
