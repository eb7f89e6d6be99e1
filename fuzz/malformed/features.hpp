// What an act has reached, as numbers: a campaign keeps what reaches something new.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/malformed/encounter.hpp"

namespace conform::malformed {

/// One for the manner of the answers, and one for that manner with each choice that is not plain.
[[nodiscard]] std::vector<std::uint32_t> features_of(const Encounter& encounter);

}  // namespace conform::malformed
