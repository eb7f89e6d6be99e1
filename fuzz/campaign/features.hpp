// What a sequence reached, as numbers: they take the place of code coverage, which a black-box
// server does not give. A campaign keeps sequences that reach something new.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/campaign/executor.hpp"

namespace conform::fuzz {

/// All features are below this number.
inline constexpr std::size_t max_features = std::size_t{1} << 15;

/// One for each kind of answer to each kind of request in each state of a stream, for each pair of
/// successive answers on a stream, for where reads began and ended, and for how often each rule
/// applied. May contain duplicates.
[[nodiscard]] std::vector<std::uint32_t> features_of(const Execution& execution,
                                                     const std::vector<std::uint64_t>& applied);

}  // namespace conform::fuzz
