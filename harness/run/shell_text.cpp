#include "harness/run/shell_text.hpp"

#include <fmt/format.h>

namespace conform::shell {

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string in_double_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '$' || c == '`' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string printf_escaped(char c) {
  if (c == '\'') return "'\\''";
  if (c == '%') return "%%";
  if (c == '\r') return "\\r";
  if (c == '\n') return "\\n";
  if (c >= ' ' && c <= '~' && c != '\\') return std::string(1, c);
  // Exactly three octal digits, so that a following digit is not taken as part of the escape.
  return fmt::format("\\{:03o}", static_cast<unsigned char>(c));
}

}  // namespace conform::shell
