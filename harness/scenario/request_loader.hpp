// The request that a step sends: method, target, query, headers, body.
#pragma once

#include "harness/scenario/scenario_context.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// From a step with `send` or `open`: "METHOD target".
[[nodiscard]] RequestSpec load_request(const TomlTable& step, std::string_view action,
                                       ScenarioContext& context);
/// The keys `type` and `header` of a request or response. Without an explicit Content-Type, a
/// message with `json` gets application/json, any other gets `default_type` unless that is empty.
[[nodiscard]] std::vector<std::pair<std::string, Template>> load_headers(
    const TomlTable& message, std::string_view default_type, VariableScope& scope);
/// The keys `body` and `json` of a request or response.
[[nodiscard]] std::optional<Body> load_message_body(const TomlTable& message,
                                                    ScenarioContext& context);
/// From a step with `read`, which is always a GET.
[[nodiscard]] RequestSpec load_read_request(const TomlTable& step, ScenarioContext& context);

}  // namespace conform
