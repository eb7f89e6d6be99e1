// Writes scenarios that a program has made, as a person would have written them into a file.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// A file of the scenario format, which the loader reads to the same suite. Of the steps it knows
/// `send`, `open`, `await`, `hang_up`, `wait` and `raw`, of bodies those of bytes and text, of
/// expectations the status and the whole body; anything else throws std::logic_error. `remark`
/// becomes a comment at the top, line by line.
[[nodiscard]] std::string to_toml(const Suite& suite, std::string_view remark);

/// A basic string of TOML, with its quotes.
[[nodiscard]] std::string toml_string(std::string_view text);

/// The text with its braces doubled where they would begin a variable.
[[nodiscard]] Template literally(std::string_view text);

}  // namespace conform
