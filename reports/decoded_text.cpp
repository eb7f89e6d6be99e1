#include "reports/decoded_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "harness/http/ascii.hpp"
#include "harness/http/utf8.hpp"

namespace conform::reports {

void DecodedText::add(char byte, TextRange source) {
  const bool goes_on =
      !steps_.empty() && source.end == source.begin + 1 &&
      steps_.back().source.end == steps_.back().source.begin + 1 &&
      steps_.back().source.begin + (bytes_.size() - steps_.back().at) == source.begin;
  if (!goes_on) steps_.push_back({bytes_.size(), source});
  bytes_.push_back(byte);
}

TextRange DecodedText::source_at(std::size_t position) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), position,
                       [](std::size_t at, const Step& step) { return at < step.at; });
  const auto& step = *(after - 1);
  const auto distance = position - step.at;
  return {step.source.begin + distance, step.source.end + distance};
}

TextRange DecodedText::source_of(TextRange part) const {
  return {source_at(part.begin).begin, source_at(part.end - 1).end};
}

namespace {

using Take = std::function<void(const DecodedText&)>;

/// What an escape at the beginning of a text stands for.
struct Escape {
  std::size_t length = 0;
  std::string bytes{};
};

std::optional<unsigned> number(std::string_view digits, int base) {
  unsigned value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::string utf8_of(unsigned value) {
  // Some write every second byte of UTF-16, which is 0 for most letters.
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value == 0 || value > 0x10FFFF || is_surrogate) return {};
  std::string out;
  http::append_utf8(out, static_cast<char32_t>(value));
  return out;
}

/// "%41", "\x41", "=41": two digits after a mark.
std::optional<Escape> two_digits(std::string_view text, std::size_t mark) {
  if (text.size() < mark + 2) return std::nullopt;
  const auto value = number(text.substr(mark, 2), 16);
  if (!value) return std::nullopt;
  return Escape{mark + 2, *value == 0 ? "" : std::string(1, static_cast<char>(*value))};
}

std::optional<Escape> backslash_escape(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char kind = text[1];
  if (kind == 'x') return two_digits(text, 2);
  if (kind == 'u') {
    constexpr std::size_t longest = 10;
    const auto brace =
        text.starts_with("\\u{") ? text.substr(0, longest).find('}') : std::string_view::npos;
    const auto digits =
        brace != std::string_view::npos ? text.substr(3, brace - 3) : text.substr(2, 4);
    const auto value = digits.size() <= 6 ? number(digits, 16) : std::nullopt;
    if (!value) return std::nullopt;
    return Escape{brace != std::string_view::npos ? brace + 1 : 6, utf8_of(*value)};
  }
  if (kind >= '0' && kind <= '3' && text.size() >= 4) {
    const auto value = number(text.substr(1, 3), 8);
    if (value) return Escape{4, *value == 0 ? "" : std::string(1, static_cast<char>(*value))};
  }
  constexpr std::string_view control = "nrtbf";
  if (const auto at = control.find(kind); at != std::string_view::npos) {
    return Escape{2, std::string(1, "\n\r\t\b\f"[at])};
  }
  if (http::is_letter_or_digit(kind)) return std::nullopt;
  return Escape{2, std::string(1, kind)};
}

std::optional<Escape> entity(std::string_view text) {
  constexpr std::size_t longest = 10;
  const auto end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos || end < 3) return std::nullopt;
  const auto name = text.substr(1, end - 1);
  if (name.starts_with('#')) {
    const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto value = number(name.substr(is_hex ? 2 : 1), is_hex ? 16 : 10);
    if (!value) return std::nullopt;
    return Escape{end + 1, utf8_of(*value)};
  }
  constexpr auto named = std::to_array<std::pair<std::string_view, char>>({{"amp", '&'},
                                                                           {"lt", '<'},
                                                                           {"gt", '>'},
                                                                           {"quot", '"'},
                                                                           {"apos", '\''},
                                                                           {"equals", '='},
                                                                           {"plus", '+'},
                                                                           {"sol", '/'},
                                                                           {"colon", ':'},
                                                                           {"period", '.'},
                                                                           {"lowbar", '_'}});
  for (const auto& [known, character] : named) {
    if (name == known) return Escape{end + 1, std::string(1, character)};
  }
  return std::nullopt;
}

std::optional<Escape> escape_at(std::string_view text) {
  constexpr std::string_view quote_in_quotes = R"('\'')";
  switch (text.front()) {
    case '%':
      return two_digits(text, 1);
    case '\\':
      return backslash_escape(text);
    case '&':
      return entity(text);
    case '\'':
      if (text.starts_with(quote_in_quotes)) return Escape{quote_in_quotes.size(), "'"};
      return std::nullopt;
    case '\0':
      return Escape{1, ""};
    default:
      return std::nullopt;
  }
}

std::optional<Escape> quoted_printable_at(std::string_view text) {
  if (text.starts_with("=\r\n")) return Escape{3, ""};
  if (text.starts_with("=\n")) return Escape{2, ""};
  return text.front() == '=' ? two_digits(text, 1) : std::nullopt;
}

void decode_escapes(std::string_view text, std::optional<Escape> (*at)(std::string_view),
                    const Take& take) {
  DecodedText decoded;
  bool has_any = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto escape = at(text.substr(i));
    if (!escape) {
      decoded.add(text[i], {i, i + 1});
      ++i;
      continue;
    }
    has_any = true;
    for (const char byte : escape->bytes) decoded.add(byte, {i, i + escape->length});
    i += escape->length;
  }
  if (has_any) take(decoded);
}

/// Characters that follow one another, apart from separators, with their positions.
struct Run {
  std::string characters;
  std::vector<std::size_t> positions;

  void clear() {
    characters.clear();
    positions.clear();
  }
};

constexpr int not_in_base64 = -1;

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (http::is_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return not_in_base64;
}

/// Base64 that begins anywhere in the run.
void decode_base64_run(const Run& run, std::size_t skipped, const Take& take) {
  DecodedText decoded;
  unsigned bits = 0;
  unsigned held = 0;
  for (std::size_t i = skipped; i < run.characters.size(); ++i) {
    held = (held << 6U) | static_cast<unsigned>(base64_value(run.characters[i]));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    // A byte ends in this character and began in the one before.
    decoded.add(static_cast<char>((held >> bits) & 0xFFU),
                {run.positions[i - 1], run.positions[i] + 1});
  }
  if (!decoded.bytes().empty()) take(decoded);
}

void decode_base64(std::string_view text, std::size_t shortest, const Take& take) {
  Run run;
  const auto finish = [&] {
    if (run.characters.size() * 3 >= shortest * 4) {
      for (std::size_t skipped = 0; skipped < 4; ++skipped) decode_base64_run(run, skipped, take);
    }
    run.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (base64_value(text[i]) != not_in_base64) {
      run.characters.push_back(text[i]);
      run.positions.push_back(i);
    } else if (text[i] != '\r' && text[i] != '\n') {
      finish();
    }
  }
  finish();
}

bool separates(char c) {
  return std::string_view(" ,:-\r\n\t").find(c) != std::string_view::npos;
}

/// Pairs of hexadecimal digits, which may be separated.
void decode_hex_run(const Run& run, std::size_t skipped, const Take& take) {
  DecodedText decoded;
  for (std::size_t i = skipped; i + 1 < run.characters.size(); i += 2) {
    const auto value = number(std::string_view(run.characters).substr(i, 2), 16);
    decoded.add(static_cast<char>(*value), {run.positions[i], run.positions[i + 1] + 1});
  }
  if (!decoded.bytes().empty()) take(decoded);
}

void decode_hex(std::string_view text, std::size_t shortest, const Take& take) {
  Run run;
  const auto finish = [&] {
    if (run.characters.size() >= shortest * 2) {
      decode_hex_run(run, 0, take);
      decode_hex_run(run, 1, take);
    }
    run.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '0' && i + 1 < text.size() && text[i + 1] == 'x') {
      ++i;
    } else if (http::is_hex_digit(text[i])) {
      run.characters.push_back(text[i]);
      run.positions.push_back(i);
    } else if (!separates(text[i])) {
      finish();
    }
  }
  finish();
}

/// "[115, 101, 99]"
void decode_byte_list(std::string_view text, std::size_t shortest, const Take& take) {
  DecodedText decoded;
  const auto finish = [&] {
    if (decoded.bytes().size() >= shortest) take(decoded);
    decoded = {};
  };
  for (std::size_t i = 0; i < text.size();) {
    if (!http::is_digit(text[i])) {
      if (!separates(text[i])) finish();
      ++i;
      continue;
    }
    const auto end = std::min(text.find_first_not_of("0123456789", i), text.size());
    const auto value = end - i <= 3 ? number(text.substr(i, end - i), 10) : std::nullopt;
    if (value && *value < 256) {
      decoded.add(static_cast<char>(*value), {i, end});
    } else {
      finish();
    }
    i = end;
  }
  finish();
}

}  // namespace

void decode(std::string_view text, std::size_t shortest,
            const std::function<void(const DecodedText&)>& take) {
  constexpr std::string_view marks_of_escapes("%\\&'\0", 5);
  if (text.find_first_of(marks_of_escapes) != std::string_view::npos) {
    decode_escapes(text, escape_at, take);
  }
  if (text.find('=') != std::string_view::npos) decode_escapes(text, quoted_printable_at, take);
  decode_base64(text, shortest, take);
  decode_hex(text, shortest, take);
  decode_byte_list(text, shortest, take);
}

}  // namespace conform::reports
