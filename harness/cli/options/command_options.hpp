// The options of a command, added to its line.
#pragma once

#include <CLI/CLI.hpp>
#include <string_view>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// All rows of the table that the command takes. What is given is written into the settings, which
/// must live as long as the line.
void add_options(CLI::App& line, std::string_view command, Settings& settings);

}  // namespace conform
