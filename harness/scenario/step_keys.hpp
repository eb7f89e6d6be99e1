// Which keys a step and its `expect` may have, depending on the step's action.
#pragma once

#include <optional>
#include <string_view>

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// The single action of a step ("send"); reports a step with none or several.
[[nodiscard]] std::optional<std::string_view> find_action(const TomlTable& step);

/// Reports keys that do not exist or are not allowed with the action.
void check_step_keys(const TomlTable& step, std::string_view action);
void check_expect_keys(const TomlTable& expect, std::string_view action);

}  // namespace conform
