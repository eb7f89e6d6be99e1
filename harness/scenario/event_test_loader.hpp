// Tests of one event of a Server-Sent Events response.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// { event = "control", json_includes = { upToDate = true } }
[[nodiscard]] std::optional<EventTest> load_event_test(const TomlValue& value,
                                                       ScenarioContext& context);

}  // namespace conform
