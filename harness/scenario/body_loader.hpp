// The source of a body: text, JSON written as TOML values, { hex }, { file }, { repeat, times } or
// { random, seed }.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

[[nodiscard]] std::optional<Body> load_body(const TomlValue& value, ScenarioContext& context);

/// Whether the table describes bytes.
[[nodiscard]] bool describes_bytes(const TomlTable& table);

/// Members keep their order in the file. TOML has no null; dates and numbers that JSON lacks
/// (infinity, NaN) are reported.
[[nodiscard]] std::optional<JsonTemplate> load_json(const TomlValue& value, VariableScope& scope);

}  // namespace conform
