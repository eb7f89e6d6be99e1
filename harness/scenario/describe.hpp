// A scenario as a page of text: what it tests and its steps.
#pragma once

#include <span>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// Wrapped at 80 columns; longer words are not split.
[[nodiscard]] std::string describe(const Scenario& scenario,
                                   std::span<const Requirement> requirements);

}  // namespace conform
