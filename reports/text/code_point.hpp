// Decodes the first code point of a text that may not be valid UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace conform::reports {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< its length: one for a byte that does not begin a valid sequence
  bool valid = false;     ///< if false, `value` is that byte
};

/// Reads UTF-8 as defined in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
/// The text must not be empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// Its width on a terminal: 0 for a combining mark, 2 for a wide East Asian character or an emoji,
/// 1 for all others.
[[nodiscard]] std::size_t columns_of(char32_t code_point);

}  // namespace conform::reports
