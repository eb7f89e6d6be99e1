// What a target may or may not be able to do; a scenario that needs what it lacks is skipped.
#pragma once

#include <span>
#include <string_view>

namespace conform {

/// Every capability that a suite may need, in the order of suites/README.md.
[[nodiscard]] std::span<const std::string_view> known_capabilities();

}  // namespace conform
