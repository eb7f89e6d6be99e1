// The library of harness/durability/preload, as it is in the program.
#pragma once

#include <string_view>

namespace conform::durability {

[[nodiscard]] std::string_view preload_library();

}  // namespace conform::durability
