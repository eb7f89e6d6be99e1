// What a step takes out of its exchange: { tail = "header Stream-Next-Offset" }.
#pragma once

#include <vector>

#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

/// The variables are known to `scope` afterwards.
[[nodiscard]] std::vector<Save> load_saves(const TomlValue& value, VariableScope& scope);

}  // namespace conform
