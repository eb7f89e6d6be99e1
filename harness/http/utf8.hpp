// UTF-8 (RFC 3629), as far as reading JSON and quoting server bytes need it.
#pragma once

#include <string>
#include <string_view>

namespace conform::http {

/// Bytes of the well-formed sequence at the start of `text`: 1 to 4, or 0 when there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// `code_point` is at most U+10FFFF and no surrogate.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace conform::http
