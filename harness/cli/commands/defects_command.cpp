#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "fixtures/defects/defect.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/output.hpp"

namespace conform {

namespace {

int defects_command() {
  for (const auto& defect : defects::catalogue()) {
    print_out("{}\n    {} ({})\n", defect.id, defect.words, defect.requirement);
  }
  for (const auto& defect : defects::durability_defects()) {
    print_out("{}\n    {} ({}; with 'serve --data-dir')\n", defect.id, defect.words,
              defect.requirement);
  }
  return exit_status::conformant;
}

}  // namespace

Command add_defects(CLI::App& program) {
  return {program.add_subcommand("defects", "List the bugs that can be planted"), defects_command};
}

}  // namespace conform
