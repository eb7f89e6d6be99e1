// What --help shows, so that it fits a screen, and what is said of an argument that nobody knows.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace conform {

/// No line is longer than 80 columns.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

/// Of the options of a run, leaves those in the program's own help that most runs need; the others
/// are for the help of 'run'.
void show_most_used(CLI::App& program);

/// One sentence, with the argument that was probably meant.
[[nodiscard]] std::string unknown_argument(const CLI::App& command, const std::string& argument);

}  // namespace conform
