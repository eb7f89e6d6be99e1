// A scenario as a page of text: what it is about and what happens in it.
#pragma once

#include <span>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// In lines of at most 80 columns, words longer than that excepted.
[[nodiscard]] std::string describe(const Scenario& scenario,
                                   std::span<const Requirement> requirements);

}  // namespace conform
