// JSON written as TOML values.
#pragma once

#include <optional>

#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

/// Members keep the order in which the file has them. TOML has no null; dates and the fractions
/// that JSON lacks (infinity, not a number) are reported.
[[nodiscard]] std::optional<JsonTemplate> load_json(const TomlValue& value, VariableScope& scope);

}  // namespace conform
