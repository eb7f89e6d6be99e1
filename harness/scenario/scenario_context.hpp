// What the readers of a scenario's steps know about what surrounds them.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/citation_loader.hpp"
#include "harness/scenario/label_scope.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

struct ScenarioContext {
  const SuiteFolder& folder;
  const RequirementIndex& requirements;
  std::string type;                 ///< the suite's Content-Type, or empty
  std::vector<std::string> proves;  ///< by the scenario
  VariableScope variables;
  LabelScope labels;
};

}  // namespace conform
