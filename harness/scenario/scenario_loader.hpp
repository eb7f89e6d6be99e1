// One scenario of a suite, or one per case.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/citation_loader.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// What all scenarios of a file share.
struct SuiteContext {
  const SuiteFolder& folder;
  const RequirementIndex& requirements;
  std::string suite;
  std::vector<std::string> needs;
  std::string type;  ///< default Content-Type, or empty
};

[[nodiscard]] std::vector<Scenario> load_scenarios(const TomlTable& table,
                                                   const SuiteContext& suite);

}  // namespace conform
