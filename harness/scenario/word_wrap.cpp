#include "harness/scenario/word_wrap.hpp"

#include <algorithm>

namespace conform {

std::size_t columns(std::string_view text) {
  const auto begins_code_point = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string word_wrap(std::string_view text, std::string_view first, std::size_t width) {
  std::string result(first);
  const std::size_t indent = columns(first);
  std::size_t column = indent;
  while (true) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > indent && column + 1 + columns(word) > width) {
      result += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      result += ' ';
      ++column;
    }
    result += word;
    column += columns(word);
    if (end == text.size()) return result + '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace conform
