#include <fmt/core.h>

#include <array>

#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/options.hpp"
#include "harness/cli/options/outline.hpp"
#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/manual.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

struct Shell {
  std::string_view name;
  std::string (*completion)(const Outline& program);
};

constexpr std::array<Shell, 3> shells{
    {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}}};

int completion_command(const CLI::App& program, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& shell : shells) {
    if (shell.name == name) {
      fmt::print("{}", shell.completion(outline_of(program)));
      return exit_status::conformant;
    }
    names.push_back(shell.name);
  }
  return fail(exit_status::usage, "completion: " + unknown("shell", name, names));
}

}  // namespace

Command add_manual(CLI::App& program) {
  CLI::App* line = program.add_subcommand("manual", "The manual page, for man")->group("Setup");
  return {line, [&program] {
            fmt::print("{}", manual_page(outline_of(program), CONFORM_VERSION));
            return exit_status::conformant;
          }};
}

Command add_completion(CLI::App& program) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* line =
      program.add_subcommand("completion", "What completes commands in a shell")->group("Setup");
  line->add_option("shell", *shell, "bash, zsh or fish")->required();
  return {line, [&program, shell] { return completion_command(program, *shell); }};
}

}  // namespace conform
