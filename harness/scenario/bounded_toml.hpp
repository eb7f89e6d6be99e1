// TOML files of users, which may be anything.
#pragma once

#include <string_view>

#include "harness/scenario/toml.hpp"

namespace conform {

/// As toml::parse, but a file that nests tables more than 256 deep is an error. toml++ itself
/// bounds only brackets: a key of some ten thousand parts, such as a.a.a…, would exhaust the stack.
[[nodiscard]] toml::parse_result bounded_toml(std::string_view text, std::string_view path);

}  // namespace conform
