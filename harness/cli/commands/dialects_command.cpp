#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "fixtures/defects/dialect.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/output.hpp"

namespace conform {
namespace {

int dialects_command() {
  for (const auto& trait : defects::dialect_traits()) {
    for (const auto& choice : trait.choices) {
      print_out("{}={}\n    {} ({}){}\n", trait.name, choice.name, choice.words, trait.section,
                choice.against_should ? "; a SHOULD advises against it" : "");
    }
  }
  return exit_status::conformant;
}

}  // namespace

Command add_dialects(CLI::App& program) {
  return {program.add_subcommand("dialects", "List what may differ between correct servers"),
          dialects_command};
}

}  // namespace conform
