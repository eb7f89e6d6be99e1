// What a step expects and what it saves: its tables `expect` and `save`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// For a step with this action that sends requests concurrently or repeatedly, as far as its
/// `expect` allows.
struct StepShape {
  std::string_view action;
  bool concurrently = false;
  bool times = false;
};

[[nodiscard]] std::optional<Expectation> load_expectation(const TomlValue& value,
                                                          const StepShape& step,
                                                          ScenarioContext& context);

/// { tail = "header Stream-Next-Offset" }: adds the variables to `scope`.
[[nodiscard]] std::vector<Save> load_saves(const TomlValue& value, VariableScope& scope);

}  // namespace conform
