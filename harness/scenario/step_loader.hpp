// One step of a scenario.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// What the step saves and the name it takes are known to the context afterwards. nullopt when it
/// is not clear what kind of step it is.
[[nodiscard]] std::optional<Step> load_step(const TomlTable& table, ScenarioContext& context);

}  // namespace conform
