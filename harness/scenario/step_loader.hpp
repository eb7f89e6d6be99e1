// One step of a scenario.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Adds the step's label and the variables that it saves to the context. nullopt if the kind of
/// step cannot be determined.
[[nodiscard]] std::optional<Step> load_step(const TomlTable& table, ScenarioContext& context);

}  // namespace conform
