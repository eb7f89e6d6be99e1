#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "fixtures/defects/defect.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"

namespace conform {

namespace {

int defects_command() {
  for (const auto& defect : defects::catalogue()) {
    fmt::print("{}\n    {} ({})\n", defect.id, defect.words, defect.requirement);
  }
  for (const auto& defect : defects::durability_defects()) {
    fmt::print("{}\n    {} ({}; with 'serve --data-dir')\n", defect.id, defect.words,
               defect.requirement);
  }
  return exit_status::conformant;
}

}  // namespace

Command add_defects(CLI::App& program) {
  return {program.add_subcommand("defects", "List the bugs that can be planted"), defects_command};
}

}  // namespace conform
