// Which status codes an expectation takes: 204, "4xx", "{status}", or a list of these.
#pragma once

#include <vector>

#include "harness/scenario/toml_reader.hpp"
#include "harness/scenario/variable_scope.hpp"

namespace conform {

[[nodiscard]] std::vector<Template> load_statuses(const TomlValue& value, VariableScope& scope);

/// A status code as text ("204"), a class of them ("4xx") or a template of one.
void check_status(std::string_view text, const TomlValue& value, VariableScope& scope);

}  // namespace conform
