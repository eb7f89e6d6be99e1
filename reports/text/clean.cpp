#include "reports/text/clean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/text/code_point.hpp"

namespace conform::reports {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Characters that are invisible, move adjacent characters, or are not allowed in XML 1.0.
constexpr auto hidden_code_points = std::to_array<Range>({{0x0000, 0x001F},
                                                          {0x007F, 0x009F},
                                                          {0x00AD, 0x00AD},
                                                          {0x061C, 0x061C},
                                                          {0x180E, 0x180E},
                                                          {0x200B, 0x200F},
                                                          {0x2028, 0x202E},
                                                          {0x2060, 0x206F},
                                                          {0xFEFF, 0xFEFF},
                                                          {0xFFF9, 0xFFFB},
                                                          {0xFFFE, 0xFFFF},
                                                          {0xE0000, 0xE007F}});

bool is_hidden(char32_t value) {
  return std::any_of(
      hidden_code_points.begin(), hidden_code_points.end(),
      [value](const Range& range) { return value >= range.first && value <= range.last; });
}

std::string escaped(const CodePoint& point) {
  if (!point.valid) return fmt::format("\\x{:02x}", static_cast<unsigned>(point.value));
  if (point.value == '\n') return "\\n";
  if (point.value == '\r') return "\\r";
  if (point.value == '\t') return "\\t";
  if (point.value < 0x80) return fmt::format("\\x{:02x}", static_cast<unsigned>(point.value));
  return fmt::format("\\u{{{:x}}}", static_cast<unsigned>(point.value));
}

/// The bytes with hidden_code_points characters and those in `keep_out` escaped; those in `let_in`
/// are unchanged.
struct Cleaner {
  std::string_view let_in;
  std::string_view keep_out;
  std::size_t max_chars;

  /// Takes as much from the beginning of `bytes` as fits.
  [[nodiscard]] std::string take(std::string_view& bytes) const {
    std::string out;
    std::size_t chars = 0;
    while (!bytes.empty()) {
      const CodePoint point = first_code_point(bytes);
      const std::string shown = show(point, bytes.substr(0, point.bytes));
      chars += shown.size() > point.bytes ? shown.size() : 1;
      if (chars > max_chars) break;
      out += shown;
      bytes.remove_prefix(point.bytes);
    }
    return out;
  }

 private:
  [[nodiscard]] std::string show(const CodePoint& point, std::string_view bytes) const {
    if (!point.valid) return escaped(point);
    if (point.bytes == 1 && let_in.find(bytes) != std::string_view::npos) return std::string(bytes);
    if (point.bytes == 1 && keep_out.find(bytes) != std::string_view::npos) {
      return fmt::format("\\{}", bytes);
    }
    return is_hidden(point.value) ? escaped(point) : std::string(bytes);
  }
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether the text begins with "##", letters and "[".
bool begins_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  const auto end = std::find_if_not(text.begin() + 2, text.end(), is_letter);
  return end != text.end() && *end == '[';
}

/// Non-ASCII spaces: a command is still recognised after them.
bool may_be_space(char c) {
  return c == ' ' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::size_t longest_word = 300;
constexpr std::size_t head_of_word = 120;
constexpr std::size_t tail_of_word = 60;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Never splits a character.
std::string short_word(std::string_view word) {
  if (word.size() <= longest_word) return std::string(word);
  std::size_t head = head_of_word;
  std::size_t tail = word.size() - tail_of_word;
  while (head > 0 && continues_character(word[head])) --head;
  while (tail < word.size() && continues_character(word[tail])) ++tail;
  return fmt::format("{}…({} bytes)…{}", word.substr(0, head), tail - head, word.substr(tail));
}

std::string with_cut_mark(const std::string& shown, std::size_t bytes_left) {
  return bytes_left == 0 ? shown : fmt::format("{}… ({} more bytes)", shown, bytes_left);
}

}  // namespace

std::string clean_line(std::string_view bytes, std::size_t max_chars) {
  const std::string shown = Cleaner{"", "", max_chars}.take(bytes);
  return with_cut_mark(shown, bytes.size());
}

std::string clean_text(std::string_view bytes, std::size_t max_chars) {
  const std::string shown = Cleaner{"\n", "", max_chars}.take(bytes);
  return with_cut_mark(shown, bytes.size());
}

std::string with_shortened_words(std::string_view text) {
  constexpr std::string_view blanks = " \n\t";
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(blanks), text.size());
    out += short_word(text.substr(0, end));
    text.remove_prefix(end);
    const auto next = std::min(text.find_first_not_of(blanks), text.size());
    out += text.substr(0, next);
    text.remove_prefix(next);
  }
  return out;
}

std::string quote(std::string_view bytes, std::size_t max_chars) {
  const bool has_double = bytes.find('"') != std::string_view::npos;
  const bool has_single = bytes.find('\'') != std::string_view::npos;
  const bool single = has_double && !has_single;
  const std::string shown = Cleaner{"", single ? "\\'" : "\\\"", max_chars}.take(bytes);
  const char mark = single ? '\'' : '"';
  return fmt::format("{}{}{}{}", mark, shown, mark, bytes.empty() ? "" : "…");
}

std::string without_commands(std::string_view text) {
  std::string out;
  bool at_beginning = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (at_beginning && rest.starts_with("::")) {
      out += "\\x3a";
    } else if (begins_command(rest)) {
      out += "\\x23";
    } else {
      out += text[i];
    }
    at_beginning = text[i] == '\n' || (at_beginning && may_be_space(text[i]));
  }
  return out;
}

}  // namespace conform::reports
