// Shuffles scenarios, with the same order for the same seed on every machine.
#pragma once

#include <cstdint>

#include "harness/run/selection.hpp"

namespace conform {

[[nodiscard]] Selected shuffled(Selected selected, std::uint64_t seed);

}  // namespace conform
