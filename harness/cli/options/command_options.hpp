// Adds the options of a command to the command-line parser.
#pragma once

#include <CLI/CLI.hpp>
#include <string_view>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// Adds all options in the table that the command takes. The parser writes values into `settings`,
/// which must outlive it.
void add_options(CLI::App& line, std::string_view command, Settings& settings);

}  // namespace conform
