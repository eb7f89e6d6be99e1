#include "harness/cli/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/options/command_options.hpp"

namespace conform {

Command add_command(CLI::App& program, const std::string& name, const std::string& help,
                    int (*run)(const Settings&)) {
  const auto asked = std::make_shared<Settings>();
  CLI::App* line = program.add_subcommand(name, help);
  add_options(*line, name, *asked);
  return {line, [asked, run] { return run(*asked); }};
}

}  // namespace conform
