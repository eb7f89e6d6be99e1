// Text laid out in columns of a terminal. The text is clean already (clean.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reports {

/// Columns that a line takes.
[[nodiscard]] std::size_t columns(std::string_view line);

/// The line filled up with spaces to that many columns; longer ones stay as they are.
[[nodiscard]] std::string pad_right(std::string_view line, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view line, std::size_t width);

/// The head of the line that fits, with "…" in its last column when something was cut.
[[nodiscard]] std::string cut(std::string_view line, std::size_t width);

/// Lines of at most `width` columns, broken at spaces, and within a word only where it is wider
/// than a line. Line feeds in the text break lines too; an empty text is one empty line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace conform::reports
