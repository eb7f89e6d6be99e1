// One code point at the head of a text that may not be UTF-8 at all.
#pragma once

#include <cstddef>
#include <string_view>

namespace conform::reports {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< how many it takes: one for a byte that begins no well-formed sequence
  bool valid = false;     ///< false: `value` is that byte
};

/// Reads UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. The
/// text must not be empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// Columns that it takes on a terminal: 0 for a combining mark, 2 for a wide East Asian character
/// or an emoji, 1 for all others.
[[nodiscard]] std::size_t columns_of(char32_t code_point);

}  // namespace conform::reports
