#include "harness/cli/shell/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/cli/options/option.hpp"
#include "harness/exchange/ensure.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/scenario/word_wrap.hpp"

namespace conform {
namespace {

constexpr std::size_t name_columns = 26;

/// "  name    description", wrapped to as many lines as needed.
std::string entry(const std::string& name, const std::string& text) {
  constexpr std::size_t least_gap = 2;
  const auto label = fmt::format("  {:<{}}", name, name_columns - 2);
  if (name.size() + 2 + least_gap <= name_columns) return word_wrap(text, label);
  return label + "\n" + word_wrap(text, std::string(name_columns, ' '));
}

/// Collapses consecutive empty lines.
std::string without_gaps(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && out.ends_with("\n\n")) continue;
    out += c;
  }
  return out;
}

std::vector<std::string> names_known_to(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const auto* subcommand : command.get_subcommands(nullptr)) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

/// As a user would type it.
std::string line_of(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : "conform " + command.get_name();
}

/// ", did you mean '--target URL'?", by the option of the command that takes the URL of a server;
/// empty if it has none.
std::string url_option(const CLI::App& command) {
  for (const auto* name : {"--target", "--upstream"}) {
    if (command.get_option_no_throw(name) == nullptr) continue;
    return fmt::format(", did you mean '{} URL'?", name);
  }
  return {};
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  return without_gaps(CLI::Formatter::make_help(app, std::move(name), mode));
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = "\n" + CLI::Formatter::make_usage(app, std::move(name));
  if (app->get_parent() != nullptr) return usage;
  return usage + "The default COMMAND is 'run'; 'conform run --help' lists all its options.\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  const auto name = is_positional ? make_option_name(option, true)
                                  : make_option_name(option, false) + make_option_opts(option);
  return entry(name, make_option_desc(option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return entry(command->get_name(), command->get_description());
}

void show_most_used(CLI::App& program) {
  for (auto* option : program.get_options()) {
    const Option* row = find_option("run", option->get_name());
    if (row != nullptr) option->group(row->is_most_used ? "Common options" : "");
  }
  for (auto* command : program.get_subcommands(nullptr)) command->group("Commands");
  program.get_formatter()->label("SUBCOMMAND", "COMMAND");
}

std::string unknown_argument(const CLI::App& command, const std::string& argument) {
  const auto typed = argument.substr(0, argument.find('='));
  const auto names = names_known_to(command);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto meant =
      argument.find("://") != std::string::npos ? url_option(command) : did_you_mean(typed, known);
  return fmt::format("'{}' has no option or argument '{}'{} See '{} --help'.", line_of(command),
                     typed, meant.empty() ? "." : meant, line_of(command));
}

std::string missing_argument(const CLI::App& command) {
  for (const auto* option : command.get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    const Option* row = find_option(command.get_name(), option->get_name());
    ensure(row != nullptr, "every required argument is in the table of options");
    return fmt::format("'{}' needs a {}: {}. See '{} --help'.", line_of(command), row->value,
                       row->help, line_of(command));
  }
  return fmt::format("an argument is missing. See '{} --help'.", line_of(command));
}

}  // namespace conform
