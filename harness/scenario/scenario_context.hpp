// What the loaders of a scenario's steps know about the rest of the scenario.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/citation_loader.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

/// The labels that steps give their exchanges with `as`, for later steps to refer to.
class LabelScope {
 public:
  /// Registers the label for a step with this action; each label may be used once.
  void define(const std::string& label, std::string_view action, const TomlValue& value);
  /// The value must be the label of an earlier step.
  void use(const std::string& label, const TomlValue& value) const;
  /// The value must be the label of an earlier `open`.
  void use_open(const std::string& label, const TomlValue& value) const;

 private:
  [[nodiscard]] std::string no_such(const std::string& label) const;

  std::map<std::string, std::string, std::less<>> actions_;  ///< by label
};

struct ScenarioContext {
  const SuiteFolder& folder;
  const RequirementIndex& requirements;
  std::string type;                 ///< the suite's default Content-Type, or empty
  std::vector<std::string> proves;  ///< from the scenario
  VariableScope variables;
  LabelScope labels;
  std::optional<Sweep> sweep{};  ///< of the scenario
  bool uses_sweep = false;       ///< a step waits for its delay
};

}  // namespace conform
