// The output of --help, fitted to one screen, and the message for an unknown argument.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace conform {

/// Wrapped at 80 columns.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

/// In the program's main help, keeps only the most used options of a run; the others are in the
/// help of 'run'.
void show_most_used(CLI::App& program);

/// One sentence, with the most likely intended argument.
[[nodiscard]] std::string unknown_argument(const CLI::App& command, const std::string& argument);
/// Which required argument was not given.
[[nodiscard]] std::string missing_argument(const CLI::App& command);

}  // namespace conform
