// What an act reached, as numbers: a campaign keeps sequences that reach something new.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/malformed/act_result.hpp"

namespace conform::malformed {

/// One for the kind of answers, and one for that kind with each choice that is not 0.
[[nodiscard]] std::vector<std::uint32_t> features_of(const ActResult& act_result);

}  // namespace conform::malformed
