// Text laid out in terminal columns. The text must already be clean (clean.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reports {

/// The width of a line.
[[nodiscard]] std::size_t columns(std::string_view line);

/// The line padded with spaces to that width; longer lines are unchanged.
[[nodiscard]] std::string pad_right(std::string_view line, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view line, std::size_t width);

/// As much of the line as fits, ending in "…" if it was truncated.
[[nodiscard]] std::string cut(std::string_view line, std::size_t width);

/// Lines of at most `width` columns, broken at spaces, and within a word only if it is wider than a
/// line. Line feeds in the text break lines too; an empty text is one empty line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace conform::reports
