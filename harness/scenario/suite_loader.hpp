// One suite: a file of scenarios.
#pragma once

#include "harness/scenario/citation_loader.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

[[nodiscard]] Suite load_suite(const TomlTable& file, const SuiteFolder& folder,
                               const RequirementIndex& requirements);

}  // namespace conform
