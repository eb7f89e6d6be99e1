// What a campaign tries: first every choice once, in company in which it shows, then variations of
// what has reached something new.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/malformed/act.hpp"

namespace conform::malformed {

[[nodiscard]] std::vector<Act> every_choice();

/// The sequence with a few changes: an act inserted, dropped or repeated, a choice made anew. Equal
/// seeds give equal changes.
[[nodiscard]] Sequence mutate(Sequence sequence, std::uint32_t seed);

}  // namespace conform::malformed
