// The command line that repeats a run, for people to copy. Reports are left out, and so are header
// values and whatever else may be a credential.
#pragma once

#include <string>
#include <string_view>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// With every option that changes what the command does.
[[nodiscard]] std::string command_line(std::string_view command, const Settings& settings);

/// For any test on the same target: "run" without the options for selection, order and failure.
[[nodiscard]] std::string command_line_of_target(const Settings& settings);

}  // namespace conform
