// Tests of bytes: a body, the data of an event.
#pragma once

#include <optional>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Bytes that must be equal, as in a request, or { contains, lacks, length, lines }.
[[nodiscard]] std::optional<BodyTest> load_body_test(const TomlValue& value,
                                                     ScenarioContext& context);

}  // namespace conform
