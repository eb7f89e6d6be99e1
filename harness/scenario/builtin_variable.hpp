// The variables whose values the harness provides (suites/README.md, "Variables").
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace conform {

[[nodiscard]] std::span<const std::string_view> builtin_variables();
[[nodiscard]] bool is_builtin_variable(std::string_view name);

/// A variable split into name and argument: "s:other" is {"s", "other"}.
struct VariableParts {
  std::string_view name;
  std::optional<std::string_view> argument;
};
[[nodiscard]] VariableParts split_variable(std::string_view variable);

/// Why the argument of a built-in variable is invalid, or nullopt.
[[nodiscard]] std::optional<std::string> argument_problem(const VariableParts& builtin);

/// The name of one of the scenario's streams or hooks: letters, digits, "-" and "_".
[[nodiscard]] bool is_own_name(std::string_view text);

}  // namespace conform
