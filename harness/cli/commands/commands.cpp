#include "harness/cli/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/options/command_options.hpp"
#include "harness/cli/options/given_secrets.hpp"
#include "reports/output_filter.hpp"

namespace conform {

Command add_command(CLI::App& program, const std::string& name, const std::string& help,
                    int (*run)(const Settings&)) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* line = program.add_subcommand(name, help);
  add_options(*line, name, *settings);
  return {line, [settings, run] {
            reports::never_write(secrets_in(*settings));
            return run(*settings);
          }};
}

}  // namespace conform
