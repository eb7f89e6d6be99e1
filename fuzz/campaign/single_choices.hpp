// Short sequences that each try one choice of the vocabulary on an otherwise simple stream: random
// mutation can take long to find a defect that depends on a single value.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// All of them, in an order that depends on the seed.
[[nodiscard]] std::vector<Sequence> single_choices(std::uint32_t seed);

}  // namespace conform::fuzz
