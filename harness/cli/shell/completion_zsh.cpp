#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/completion_values.hpp"

namespace conform {
namespace {

constexpr std::string_view zsh_lookups = R"sh(
# What there is of a kind. Cases of a table are left to the pattern of their scenario.
_conform_list() {
  local -a ids
  ids=(${(fu)"$(conform $@ 2>/dev/null | sed -e 's/\[.*//' -e '/^ /d')"})
  compset -P '*,'
  compadd -a ids
}
_conform_scenarios() { _conform_list list --ids }
_conform_suites() { _conform_list list suites --ids }
_conform_defects() { _conform_list defects }
_conform_everything() {
  _conform_list list --ids
  _conform_list list requirements --ids
}
)sh";

/// Escapes text in single quotes, in which _arguments gives a meaning to brackets and colons.
std::string zsh_literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string zsh_action_of(const CompletionValues& values) {
  switch (values.kind) {
    case Values::none:
    case Values::free:
      return " ";
    case Values::files:
      return "_files";
    case Values::folders:
      return "_files -/";
    case Values::words:
      return fmt::format("({})", fmt::join(values.words, " "));
    case Values::scenarios:
      return "_conform_scenarios";
    case Values::suites:
      return "_conform_suites";
    case Values::defects:
      return "_conform_defects";
    case Values::everything:
      return "_conform_everything";
  }
  return " ";
}

std::string specification(const OutlineOption& option, const std::string& indent) {
  const auto values = values_of(option);
  std::string text;
  for (const auto& name : option.names) {
    if (values.kind == Values::none) {
      text += fmt::format("{}'{}[{}]' \\\n", indent, name, zsh_literal(option.help));
      continue;
    }
    const char joined = name.rfind("--", 0) == 0 ? '=' : '+';
    text += fmt::format("{}'*{}{}[{}]:{}:{}' \\\n", indent, name, joined, zsh_literal(option.help),
                        zsh_literal(option.value), zsh_action_of(values));
  }
  return text;
}

std::string arguments_of(const Outline& command, const std::string& indent) {
  std::string text;
  int position = 0;
  for (const auto& option : command.options) {
    if (option.positional) {
      text += fmt::format("{}'{}:{}:{}' \\\n", indent, ++position, zsh_literal(option.name()),
                          zsh_action_of(values_of(option)));
    } else {
      text += specification(option, indent);
    }
  }
  return text;
}

/// A backslash at the end would continue the next line.
std::string ended(const std::string& text) {
  return text.substr(0, text.size() - 3) + "\n";
}

}  // namespace

std::string zsh_completion(const Outline& program) {
  std::string text = "#compdef conform\n# Completion of conform for zsh.\n";
  text += zsh_lookups;
  text += "_conform_commands() {\n  local -a commands\n  commands=(\n";
  for (const auto& command : program.commands) {
    text += fmt::format("    '{}:{}'\n", command.name, zsh_literal(command.help));
  }
  text += "  )\n  _describe command commands\n}\n";
  text += "\n_conform() {\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n";
  text += "  _arguments -C \\\n" + arguments_of(program, "    ");
  text += "    '1:command:_conform_commands' \\\n    '*::argument:->rest'\n";
  text += "  [[ $state == rest ]] || return\n  case $words[1] in\n";
  for (const auto& command : program.commands) {
    text += fmt::format("    {})\n      _arguments \\\n{}      ;;\n", command.name,
                        ended(arguments_of(command, "        ")));
  }
  return text + "  esac\n}\n\n_conform \"$@\"\n";
}

}  // namespace conform
