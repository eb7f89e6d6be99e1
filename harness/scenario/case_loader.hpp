// The `cases` of a scenario (suites/README.md, "A scenario"): one list of rows, or several lists of
// which every combination is a case.
#pragma once

#include <vector>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

struct CaseRow {
  Case cells;
  std::vector<TomlValue> steps;  ///< lists of steps that come before those of the scenario
};

/// The rows in the order of the file, the last list varying fastest. Reports errors in them.
[[nodiscard]] std::vector<CaseRow> load_case_rows(const TomlValue& value,
                                                  const ScenarioContext& context);

}  // namespace conform
