// Where a body comes from: text, { hex }, { file }, { repeat, times } or { random, seed }.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

[[nodiscard]] std::optional<Body> load_body(const TomlValue& value, ScenarioContext& context);

/// Whether a table is one of those that describe bytes.
[[nodiscard]] bool describes_bytes(const TomlTable& table);

}  // namespace conform
