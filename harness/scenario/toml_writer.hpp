// Writes generated scenarios as readable TOML.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// A file in the scenario format that loads as the same suite. Supported are the steps `send`,
/// `open`, `await`, `hang_up`, `wait` and `raw`, bodies given as bytes or text, and expectations of
/// the status and the whole body; anything else throws std::logic_error. `remark` becomes a comment
/// at the top of the file, line by line.
[[nodiscard]] std::string to_toml(const Suite& suite, std::string_view remark);

/// A TOML basic string, including the quotes.
[[nodiscard]] std::string toml_string(std::string_view text);

/// The text with braces doubled where they would otherwise begin a variable.
[[nodiscard]] Template literally(std::string_view text);

}  // namespace conform
