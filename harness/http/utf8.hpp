// UTF-8 (RFC 3629), as far as JSON and quoting server bytes require it.
#pragma once

#include <string>
#include <string_view>

namespace conform::http {

/// Length in bytes of the well-formed sequence at the start of `text`: 1 to 4, or 0 if it is
/// malformed.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// `code_point` must be at most U+10FFFF and not a surrogate.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace conform::http
