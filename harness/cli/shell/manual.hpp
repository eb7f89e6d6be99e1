// The program's manual page, in roff (man(7)).
#pragma once

#include <string>
#include <string_view>

#include "harness/cli/options/outline.hpp"

namespace conform {

[[nodiscard]] std::string manual_page(const Outline& program, std::string_view version);

}  // namespace conform
