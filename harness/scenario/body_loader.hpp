// Where a body comes from: text, JSON written as TOML values, { hex }, { file }, { repeat, times }
// or { random, seed }.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

[[nodiscard]] std::optional<Body> load_body(const TomlValue& value, ScenarioContext& context);

/// Whether a table is one of those that describe bytes.
[[nodiscard]] bool describes_bytes(const TomlTable& table);

/// Members keep the order in which the file has them. TOML has no null; dates and the fractions
/// that JSON lacks (infinity, not a number) are reported.
[[nodiscard]] std::optional<JsonTemplate> load_json(const TomlValue& value, VariableScope& scope);

}  // namespace conform
