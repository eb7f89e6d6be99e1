#include "harness/scenario/builtin_variable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/http/ascii.hpp"
#include "harness/scenario/duration.hpp"

namespace conform {
namespace {

enum class Argument { none, own_name, time, count };

struct Builtin {
  std::string_view name;
  Argument argument;
};

constexpr std::array builtins{
    Builtin{"s", Argument::own_name},
    Builtin{"path", Argument::own_name},
    Builtin{"relative", Argument::own_name},
    Builtin{"root", Argument::none},
    Builtin{"subscription", Argument::own_name},
    Builtin{"hook", Argument::own_name},
    Builtin{"host", Argument::none},
    Builtin{"retention_hook", Argument::none},
    Builtin{"n", Argument::none},
    Builtin{"run", Argument::none},
    Builtin{"time", Argument::time},
    Builtin{"letters", Argument::count},
};

constexpr auto variable_names = [] {
  std::array<std::string_view, builtins.size()> result;
  std::transform(builtins.begin(), builtins.end(), result.begin(),
                 [](const Builtin& builtin) { return builtin.name; });
  return result;
}();

bool is_own_char(char c) {
  return http::is_letter_or_digit(c) || c == '-' || c == '_';
}

/// With "*" for the number of a request when a step sends several.
bool is_stream_name(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '*' || is_own_char(c); });
}

bool is_count(std::string_view text) {
  constexpr std::size_t max_digits = 8;
  return http::is_decimal(text) && text.size() <= max_digits;
}

bool is_signed_duration(std::string_view text) {
  return (text.starts_with('+') || text.starts_with('-')) && parse_duration(text.substr(1));
}

}  // namespace

std::span<const std::string_view> builtin_variables() {
  return variable_names;
}

bool is_builtin_variable(std::string_view name) {
  return std::find(variable_names.begin(), variable_names.end(), name) != variable_names.end();
}

VariableParts split_variable(std::string_view variable) {
  const auto colon = variable.find(':');
  if (colon == std::string_view::npos) return {variable, std::nullopt};
  return {variable.substr(0, colon), variable.substr(colon + 1)};
}

std::optional<std::string> argument_problem(const VariableParts& builtin) {
  const auto found = std::find_if(builtins.begin(), builtins.end(), [&](const Builtin& candidate) {
    return candidate.name == builtin.name;
  });
  if (found == builtins.end()) return std::nullopt;
  const auto& argument = builtin.argument;
  if (found->argument == Argument::time && !(argument && is_signed_duration(*argument))) {
    return "{time} needs an offset from now: {time:+90s}, {time:-1m}";
  }
  if (found->argument == Argument::count && !(argument && is_count(*argument))) {
    return fmt::format("{{{}}} needs their number, of at most eight digits: {{{}:4096}}",
                       builtin.name, builtin.name);
  }
  if (found->argument == Argument::own_name && argument && !is_stream_name(*argument)) {
    return fmt::format("invalid name '{}': use letters, digits, '-', '_' and '*'", *argument);
  }
  if (found->argument == Argument::none && argument) {
    return fmt::format("{{{}}} takes nothing after a colon", builtin.name);
  }
  return std::nullopt;
}

bool is_own_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_own_char);
}

}  // namespace conform
