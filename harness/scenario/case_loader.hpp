// The table of cases of a scenario: one verdict for each.
#pragma once

#include <vector>

#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

/// cases = [ { case = "plus sign", ttl = "+60" }, … ]
[[nodiscard]] std::vector<Case> load_cases(const TomlValue& value);

}  // namespace conform
