// The sequences that campaigns begin with: common uses of a stream.
#pragma once

#include <vector>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

[[nodiscard]] std::vector<Sequence> seeds();

}  // namespace conform::fuzz
