// How deep a JSON text is nested, before it is parsed.
#pragma once

#include <cstddef>
#include <string_view>

namespace conform::http {

/// Whether more than `most` brackets are open at once. Each bracket is some hundred bytes of a
/// parsed document, so that a file of millions would use a lot of memory. What is no JSON may be
/// misunderstood from its first mistake on.
[[nodiscard]] inline bool is_deeper(std::string_view json, std::size_t most) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if ((c == '[' || c == '{') && ++depth > most) return true;
    if ((c == ']' || c == '}') && depth > 0) --depth;
  }
  return false;
}

}  // namespace conform::http
