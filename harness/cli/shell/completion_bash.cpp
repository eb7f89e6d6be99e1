#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/completion_values.hpp"

namespace conform {
namespace {

constexpr std::string_view bash_lookups = R"sh(
# _conform_values KIND PROGRAM: what there is of a kind, one a line. Cases of a table are left to
# the pattern of their scenario.
_conform_values() {
  case $1 in
    scenarios) "$2" list --ids 2>/dev/null | sed 's/\[.*//' | sort -u ;;
    suites) "$2" list suites --ids 2>/dev/null ;;
    defects) "$2" defects 2>/dev/null | sed '/^ /d' ;;
    everything)
      _conform_values scenarios "$2"
      "$2" list requirements --ids 2>/dev/null
      ;;
  esac
}
)sh";

constexpr std::string_view ending = R"sh(
  if [[ -z $kind && $word == -* ]]; then
    kind=words values=$options
  elif [[ -z $kind ]]; then
    kind=$others values=$other_values
  fi
  case $kind in
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
    folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      ;;
    words) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word") ;;
    free | '') COMPREPLY=() ;;
    *)
      local last=${word##*,}
      mapfile -t COMPREPLY < <(compgen -P "${word%"$last"}" -W "$(_conform_values "$kind" "$1")" -- "$last")
      ;;
  esac
}

complete -F _conform conform
)sh";

std::string_view word_of(Values kind) {
  switch (kind) {
    case Values::none:
    case Values::free:
      return "free";
    case Values::files:
      return "files";
    case Values::folders:
      return "folders";
    case Values::words:
      return "words";
    case Values::scenarios:
      return "scenarios";
    case Values::suites:
      return "suites";
    case Values::defects:
      return "defects";
    case Values::everything:
      return "everything";
  }
  return "free";
}

/// " kind=words values='must may'", which sets these shell variables.
std::string assignment(const CompletionValues& values, std::string_view kind,
                       std::string_view words) {
  auto text = fmt::format("{}={}", kind, word_of(values.kind));
  if (!values.words.empty()) {
    text += fmt::format(" {}='{}'", words, fmt::join(values.words, " "));
  }
  return text;
}

/// Finds the command, skipping the values of options before it.
std::string command_search(const Outline& program) {
  std::vector<std::string> takes_value;
  for (const auto& option : program.options) {
    if (option.value.empty()) continue;
    for (const auto& name : option.names) takes_value.push_back(name);
  }
  std::vector<std::string> commands;
  for (const auto& command : program.commands) commands.push_back(command.name);
  return fmt::format(R"sh(
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {})
        ((i++))
        if [[ ${{COMP_WORDS[i]}} == = ]]; then ((i++)); fi
        ;;
      {})
        command=${{COMP_WORDS[i]}}
        break
        ;;
    esac
  done
)sh",
                     fmt::join(takes_value, " | "), fmt::join(commands, " | "));
}

/// One branch of the case by command: its options, its arguments, and the values of its options.
std::string branch(const Outline& command, const std::string& pattern,
                   const CompletionValues& others) {
  std::vector<std::string> names;
  std::string by_option;
  for (const auto& option : command.options) {
    if (option.positional) continue;
    names.insert(names.end(), option.names.begin(), option.names.end());
    const auto values = values_of(option);
    if (values.kind == Values::none) continue;
    by_option += fmt::format("        {}) {} ;;\n", fmt::join(option.names, " | "),
                             assignment(values, "kind", "values"));
  }
  auto text = fmt::format("    {})\n      options='{}'\n      {}\n", pattern, fmt::join(names, " "),
                          assignment(others, "others", "other_values"));
  if (!by_option.empty()) text += fmt::format("      case $option in\n{}      esac\n", by_option);
  return text + "      ;;\n";
}

CompletionValues positional_of(const Outline& command) {
  for (const auto& option : command.options) {
    if (option.positional) return values_of(option);
  }
  return {};
}

}  // namespace

std::string bash_completion(const Outline& program) {
  CompletionValues commands{Values::words};
  for (const auto& command : program.commands) commands.words.push_back(command.name);
  std::string text = fmt::format("# Completion of {} for bash.\n", program.name);
  text += bash_lookups;
  text += R"sh(
_conform() {
  local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' options='' kind='' values='' others='' other_values='' i
  # "--option=value" comes in three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $option == = ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  fi
)sh";
  text += command_search(program);
  text += "\n  case $command in\n";
  for (const auto& command : program.commands) {
    text += branch(command, command.name, positional_of(command));
  }
  text += branch(program, "*", commands) + "  esac\n";
  text += ending;
  return text;
}

}  // namespace conform
