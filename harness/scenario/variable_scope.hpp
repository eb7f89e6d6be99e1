// Which variables a template may use at the current step.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// One row of a scenario's `cases`.
struct Case {
  std::string name;
  std::map<std::string, Template> variables;
};

class VariableScope {
 public:
  explicit VariableScope(std::vector<Case> cases);

  /// `{n}` has a value only in steps that send several requests.
  void begin_step(bool counts) { counts_ = counts; }
  [[nodiscard]] bool counts() const { return counts_; }
  /// Checks the variables of a template in the value.
  void use(std::string_view text, const TomlValue& value);
  /// A step saves a variable for later steps.
  void save(const std::string& name, const TomlValue& value);
  /// Reports variables that were saved but never used.
  void report_unused_saves() const;
  /// The variables of cases that a template uses.
  [[nodiscard]] std::set<std::string> used_cells() const;

  /// Whether an earlier template uses the URL of that hook.
  [[nodiscard]] bool mentions_any_hook() const { return !hooks_.empty(); }
  [[nodiscard]] bool mentions_hook(const std::string& name) const { return hooks_.contains(name); }

 private:
  struct Saved {
    TomlValue value;
    bool used = false;
  };

  void use_variable(std::string_view variable, const TomlValue& value);
  void use_own(const std::string& name, const TomlValue& value);
  /// Variables in a cell of a case, which was already checked at its own place.
  void use_builtins(const Template& text, const TomlValue& value);
  void use_cases(const std::string& name, const TomlValue& value);
  [[nodiscard]] std::optional<std::string> problem_with_new(const std::string& name) const;
  static void report_if_unused(const std::string& name, const Saved& saved);

  std::vector<Case> cases_;
  std::map<std::string, bool> case_variables_;  ///< by name: whether it was used
  std::map<std::string, Saved> saved_;
  std::set<std::string> hooks_;
  bool counts_ = false;
};

/// Why a scenario cannot use that name for one of its own variables, or nullopt.
[[nodiscard]] std::optional<std::string> name_problem(std::string_view name);

/// Text whose variables all exist; nullopt if the value is not text.
[[nodiscard]] std::optional<Template> load_template(const TomlValue& value, VariableScope& scope);

}  // namespace conform
