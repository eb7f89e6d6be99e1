// What must come: the table `expect` of a step.
#pragma once

#include <optional>
#include <string_view>

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

}  // namespace conform
