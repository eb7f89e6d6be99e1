// A run as the command that starts it again, for people to copy. Reports are left out, and so are
// the values of headers, which may be credentials.
#pragma once

#include <string>
#include <string_view>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// Everything that changes what the command does.
[[nodiscard]] std::string command_line(std::string_view command, const Settings& settings);

/// Any test on the same target: "run" without what selects, orders and fails.
[[nodiscard]] std::string command_line_of_target(const Settings& settings);

}  // namespace conform
