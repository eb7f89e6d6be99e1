#include "harness/scenario/variable_scope.hpp"

#include <fmt/format.h>

#include "harness/scenario/builtin_variable.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

/// "{s:*}": a separate stream for each of several requests.
bool has_count(const VariableParts& parts) {
  return parts.argument && parts.argument->find('*') != std::string_view::npos;
}

}  // namespace

VariableScope::VariableScope(std::vector<Case> cases) : cases_(std::move(cases)) {
  for (const Case& row : cases_) {
    for (const auto& [name, value] : row.variables) case_variables_.emplace(name, false);
  }
}

void VariableScope::use(std::string_view text, const TomlValue& value) {
  const auto variables = variables_in(text);
  if (!variables) {
    value.report(variables.error());
    return;
  }
  for (const std::string& variable : *variables) use_variable(variable, value);
}

void VariableScope::use_variable(std::string_view variable, const TomlValue& value) {
  const VariableParts parts = split_variable(variable);
  if (!is_builtin_variable(parts.name)) {
    if (parts.argument) value.report(fmt::format("{{{}}} takes nothing after a colon", parts.name));
    use_own(std::string(parts.name), value);
  } else if (const auto problem = argument_problem(parts)) {
    value.report(*problem);
  } else if (parts.name == "hook") {
    hooks_.emplace(parts.argument.value_or("hook"));
  } else if (!counts_ && (parts.name == "n" || has_count(parts))) {
    value.report(fmt::format("{{{}}} needs a step with 'concurrently' or 'times'", variable));
  }
}

void VariableScope::use_own(const std::string& name, const TomlValue& value) {
  if (const auto saved = saved_.find(name); saved != saved_.end()) {
    saved->second.used = true;
    return;
  }
  if (const auto listed = case_variables_.find(name); listed != case_variables_.end()) {
    listed->second = true;
    use_cases(name, value);
    return;
  }
  const auto builtins = builtin_variables();
  std::vector<std::string_view> known(builtins.begin(), builtins.end());
  for (const auto& entry : case_variables_) known.push_back(entry.first);
  for (const auto& entry : saved_) known.push_back(entry.first);
  value.report(
      fmt::format("no earlier step sets the variable '{}'{}", name, did_you_mean(name, known)));
}

void VariableScope::use_cases(const std::string& name, const TomlValue& value) {
  for (const Case& row : cases_) {
    const auto cell = row.variables.find(name);
    if (cell == row.variables.end()) {
      value.report(fmt::format("the case '{}' does not set the variable '{}'", row.name, name));
    } else {
      use_builtins(cell->second, value);
    }
  }
}

void VariableScope::use_builtins(const Template& text, const TomlValue& value) {
  for (const std::string& variable : variables_in(text).value_or(std::vector<std::string>{})) {
    if (is_builtin_variable(split_variable(variable).name)) use_variable(variable, value);
  }
}

void VariableScope::save(const std::string& name, const TomlValue& value) {
  if (const auto problem = problem_with_new(name)) {
    value.report(*problem);
    return;
  }
  const auto [saved, is_new] = saved_.try_emplace(name, Saved{value});
  if (is_new) return;
  report_if_unused(name, saved->second);
  saved->second = Saved{value};
}

std::optional<std::string> VariableScope::problem_with_new(const std::string& name) const {
  if (case_variables_.contains(name)) {
    return fmt::format("the cases set the variable '{}': save under another name", name);
  }
  return name_problem(name);
}

void VariableScope::report_if_unused(const std::string& name, const Saved& saved) {
  if (!saved.used) saved.value.report(fmt::format("'{}' is saved but never used", name));
}

void VariableScope::report_unused_saves() const {
  for (const auto& [name, saved] : saved_) report_if_unused(name, saved);
}

std::set<std::string> VariableScope::used_cells() const {
  std::set<std::string> names;
  for (const auto& [name, used] : case_variables_) {
    if (used) names.insert(name);
  }
  return names;
}

std::optional<std::string> name_problem(std::string_view name) {
  if (is_builtin_variable(name)) return fmt::format("the variable '{}' is built in", name);
  if (is_variable_name(name)) return std::nullopt;
  return fmt::format(
      "invalid variable name '{}': a lowercase letter, then lowercase letters, digits and '_'",
      name);
}

std::optional<Template> load_template(const TomlValue& value, VariableScope& scope) {
  auto text = value.text();
  if (text) scope.use(*text, value);
  return text;
}

}  // namespace conform
