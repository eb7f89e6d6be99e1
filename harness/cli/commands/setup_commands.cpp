#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/options/command_options.hpp"
#include "harness/cli/options/outline.hpp"
#include "harness/cli/output.hpp"
#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/manual.hpp"

namespace conform {
namespace {

struct Shell {
  std::string_view name;
  std::string (*completion)(const Outline& program);
};

constexpr std::array<Shell, 3> shells{
    {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}}};

int completion_command(const CLI::App& program, const std::string& name) {
  const auto* shell = std::find_if(shells.begin(), shells.end(),
                                   [&](const Shell& one) { return one.name == name; });
  print_out("{}", shell->completion(outline_of(program)));
  return exit_status::conformant;
}

}  // namespace

Command add_manual(CLI::App& program) {
  CLI::App* line = program.add_subcommand("manual", "Print the manual page")->group("Setup");
  return {line, [&program] {
            print_out("{}", manual_page(outline_of(program), CONFORM_VERSION));
            return exit_status::conformant;
          }};
}

Command add_completion(CLI::App& program) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* line =
      program.add_subcommand("completion", "Print a completion script for a shell")->group("Setup");
  add_options(*line, "completion", *settings);
  return {line, [&program, settings] { return completion_command(program, settings->shell); }};
}

}  // namespace conform
