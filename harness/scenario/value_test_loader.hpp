// Tests of one text value: what `expect.header` and `expect.values` say of a name.
#pragma once

#include <vector>

#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

/// "value", true, false, ["one", "of"] or a table of tests; all of them must hold.
[[nodiscard]] std::vector<ValueTest> load_value_tests(const TomlValue& value, VariableScope& scope);

}  // namespace conform
