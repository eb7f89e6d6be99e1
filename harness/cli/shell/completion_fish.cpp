#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/completion_values.hpp"

namespace conform {
namespace {

constexpr std::string_view fish_lookups = R"sh(
# What there is of a kind. Cases of a table are left to the pattern of their scenario.
function __conform_scenarios
    conform list --ids 2>/dev/null | string replace -r '\[.*' '' | sort -u
end
function __conform_suites
    conform list suites --ids 2>/dev/null
end
function __conform_defects
    conform defects 2>/dev/null | string match -r '^\S+$'
end
function __conform_everything
    __conform_scenarios
    conform list requirements --ids 2>/dev/null
end
)sh";

std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string lookup(std::string_view function, bool separated) {
  return separated ? fmt::format(" -x -a '(__fish_complete_list , {})'", function)
                   : fmt::format(" -x -a '({})'", function);
}

std::string action_of(const CompletionValues& values) {
  switch (values.kind) {
    case Values::none:
      return "";
    case Values::free:
      return " -x";
    case Values::files:
      return " -r -F";
    case Values::folders:
      return " -x -a '(__fish_complete_directories)'";
    case Values::words:
      return fmt::format(" -x -a '{}'", fmt::join(values.words, " "));
    case Values::scenarios:
      return lookup("__conform_scenarios", values.separated);
    case Values::suites:
      return lookup("__conform_suites", values.separated);
    case Values::defects:
      return lookup("__conform_defects", values.separated);
    case Values::everything:
      return lookup("__conform_everything", values.separated);
  }
  return "";
}

std::string names_of(const OutlineOption& option) {
  std::string text;
  for (const auto& name : option.names) {
    const bool is_long = name.rfind("--", 0) == 0;
    text += is_long ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return text;
}

std::string lines_of(const Outline& command, const std::string& condition) {
  std::string text;
  for (const auto& option : command.options) {
    text += fmt::format("complete -c conform -n '{}'{}{}", condition,
                        option.positional ? "" : names_of(option), action_of(values_of(option)));
    text += option.positional ? "\n" : fmt::format(" -d {}\n", literal(option.help));
  }
  return text;
}

}  // namespace

std::string fish_completion(const Outline& program) {
  std::string text = "# Completion of conform for fish.\n";
  text += fish_lookups;
  std::vector<std::string> names;
  for (const auto& command : program.commands) names.push_back(command.name);
  const auto no_command = fmt::format("not __fish_seen_subcommand_from {}", fmt::join(names, " "));
  text += "\ncomplete -c conform -f\n";
  for (const auto& command : program.commands) {
    text += fmt::format("complete -c conform -n '{}' -a {} -d {}\n", no_command, command.name,
                        literal(command.help));
  }
  text += lines_of(program, no_command);
  for (const auto& command : program.commands) {
    text += lines_of(command, "__fish_seen_subcommand_from " + command.name);
  }
  return text;
}

}  // namespace conform
