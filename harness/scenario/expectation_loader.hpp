// What must come, and what is kept of it: the tables `expect` and `save` of a step.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Of a step with this action that sends concurrently or several times, as `expect` may ask it.
struct StepShape {
  std::string_view action;
  bool concurrently = false;
  bool times = false;
};

[[nodiscard]] std::optional<Expectation> load_expectation(const TomlValue& value,
                                                          const StepShape& step,
                                                          ScenarioContext& context);

/// { tail = "header Stream-Next-Offset" }: the variables are known to `scope` afterwards.
[[nodiscard]] std::vector<Save> load_saves(const TomlValue& value, VariableScope& scope);

}  // namespace conform
