// Wraps text to a given width.
#pragma once

#include <string>
#include <string_view>

namespace conform {

inline constexpr std::size_t line_width = 80;

/// The width of UTF-8 text in columns, one per code point.
[[nodiscard]] std::size_t columns(std::string_view text);

/// Breaks text at spaces. The first line begins with `first`, the others with spaces of the same
/// width; every line ends with a line feed. A word that is too long is not split.
[[nodiscard]] std::string word_wrap(std::string_view text, std::string_view first,
                                    std::size_t width = line_width);

}  // namespace conform
