// Tests of what was received: a status, one value, bytes, an event.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// 204, "4xx", "{status}", or a list of these.
[[nodiscard]] std::vector<Template> load_statuses(const TomlValue& value, VariableScope& scope);

/// A status code as text ("204"), a class of status codes ("4xx") or a template of either.
void check_status(std::string_view text, const TomlValue& value, VariableScope& scope);

/// The value of one name in `expect.header` or `expect.values`: "value", true, false, ["one", "of"]
/// or a table of tests, all of which must hold.
[[nodiscard]] std::vector<ValueTest> load_value_tests(const TomlValue& value, VariableScope& scope);

/// Bytes that must be equal, written as in a request, or { contains, not_contains, length, lines }.
[[nodiscard]] std::optional<BodyTest> load_body_test(const TomlValue& value,
                                                     ScenarioContext& context);

/// { event = "control", json_includes = { upToDate = true } }
[[nodiscard]] std::optional<EventTest> load_event_test(const TomlValue& value,
                                                       ScenarioContext& context);

}  // namespace conform
