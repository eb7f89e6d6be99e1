#include "harness/judge/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include "harness/http/utf8.hpp"

namespace conform {
namespace {

constexpr char32_t replacement_character = 0xFFFD;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Whether a byte in a string needs no escape.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_quoted(std::string& out, std::string_view text) {
  const auto needs_no_escape = [](char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
  };
  out.push_back('"');
  while (!text.empty()) {
    const auto* special = std::find_if_not(text.begin(), text.end(), needs_no_escape);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    text.remove_prefix(1);
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.push_back('\\');
      out.push_back(c);
    }
  }
  out.push_back('"');
}

/// Larger powers of ten are treated as equal.
constexpr std::int64_t max_power = 1'000'000'000'000'000'000;

/// The integer value of a run of digits, at most max_power.
std::int64_t saturated(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    if (value >= max_power / 10) return max_power;
    value = value * 10 + (digit - '0');
  }
  return value;
}

/// The parts of a number as written.
struct Number {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  bool negative_exponent = false;
  std::string_view exponent;
};

/// All significant digits as one integer, and the power of ten to multiply it by.
std::string canonical_number(const Number& number) {
  std::string digits = std::string(number.whole) + std::string(number.fraction);
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return "0";
  std::int64_t power = saturated(number.exponent);
  if (number.negative_exponent) power = -power;
  power -= static_cast<std::int64_t>(number.fraction.size());
  const auto significant = digits.find_last_not_of('0') + 1;
  power += static_cast<std::int64_t>(digits.size() - significant);
  power = std::clamp(power, -max_power, max_power);
  digits.resize(significant);
  std::string text = number.negative ? "-" + digits : digits;
  if (power != 0) text += fmt::format("e{}", power);
  return text;
}

/// Reads one text from start to end. Each function reads what it is named after and leaves the
/// position after it; false means that `problem` says why it could not.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool whole_text(std::string& canonical) {
    skip_space();
    return value(canonical) && end();
  }

  bool whole_array(std::vector<std::string>& elements) {
    skip_space();
    if (peek() != '[') return fail("an array was expected");
    return array(elements) && end();
  }

  [[nodiscard]] std::string problem() const { return problem_; }
  /// A duplicate name in one object, or a lone surrogate.
  [[nodiscard]] bool has_open_meaning() const { return has_open_meaning_; }

 private:
  bool fail(std::string_view what) {
    problem_ = fmt::format("not a JSON text: {} at byte {}", what, at_);
    return false;
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool end() {
    skip_space();
    return at_ == text_.size() || fail("something follows the value");
  }

  bool value(std::string& out) {
    switch (peek()) {
      case '{':
        return object(out);
      case '[':
        return array_value(out);
      case '"':
        return string_value(out);
      case 't':
        return word("true", out);
      case 'f':
        return word("false", out);
      case 'n':
        return word("null", out);
      default:
        return number(out);
    }
  }

  bool word(std::string_view expected, std::string& out) {
    if (!text_.substr(at_).starts_with(expected)) return fail("an unknown word");
    at_ += expected.size();
    out += expected;
    return true;
  }

  bool deeper() {
    return ++depth_ <= max_json_depth || fail(fmt::format("nested deeper than {}", max_json_depth));
  }

  bool array(std::vector<std::string>& elements) {
    if (!deeper()) return false;
    take('[');
    skip_space();
    if (!take(']')) {
      do {
        skip_space();
        if (!value(elements.emplace_back())) return false;
        skip_space();
      } while (take(','));
      if (!take(']')) return fail("missing ',' or ']' in an array");
    }
    --depth_;
    return true;
  }

  // Values are written directly to the output: otherwise nested texts would be copied at every
  // level.
  bool array_value(std::string& out) {
    if (!deeper()) return false;
    take('[');
    out.push_back('[');
    skip_space();
    for (bool more = !take(']'); more;) {
      skip_space();
      if (!value(out)) return false;
      skip_space();
      more = take(',');
      if (more) out.push_back(',');
      if (!more && !take(']')) return fail("missing ',' or ']' in an array");
    }
    out.push_back(']');
    --depth_;
    return true;
  }

  /// Where a member is in the output, its name included.
  struct Member {
    std::string name;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  bool object(std::string& out) {
    if (!deeper()) return false;
    std::vector<Member> members;
    take('{');
    out.push_back('{');
    skip_space();
    for (bool more = !take('}'); more;) {
      if (!member(out, members)) return false;
      more = take(',');
      if (more) out.push_back(',');
      if (!more && !take('}')) return fail("missing ',' or '}' in an object");
    }
    sort_members(out, members);
    out.push_back('}');
    --depth_;
    return true;
  }

  bool member(std::string& out, std::vector<Member>& members) {
    skip_space();
    Member member;
    if (peek() != '"') return fail("missing name of an object member");
    if (!string(member.name)) return false;
    skip_space();
    if (!take(':')) return fail("missing ':' after the name of an object member");
    skip_space();
    member.begin = out.size();
    append_quoted(out, member.name);
    out.push_back(':');
    if (!value(out)) return false;
    member.end = out.size();
    members.push_back(std::move(member));
    skip_space();
    return true;
  }

  /// Of members with the same name, the last counts.
  void sort_members(std::string& out, const std::vector<Member>& members) {
    const auto wrong = std::adjacent_find(
        members.begin(), members.end(),
        [](const Member& one, const Member& next) { return one.name >= next.name; });
    if (wrong == members.end()) return;
    std::map<std::string_view, std::string> texts;
    for (const auto& member : members) {
      const auto [place, is_new] =
          texts.insert_or_assign(member.name, out.substr(member.begin, member.end - member.begin));
      has_open_meaning_ = has_open_meaning_ || !is_new;
    }
    out.resize(members.front().begin);
    for (const auto& [name, text] : texts) {
      if (out.size() > members.front().begin) out.push_back(',');
      out += text;
    }
  }

  bool string_value(std::string& out) {
    std::string decoded;
    if (!string(decoded)) return false;
    append_quoted(out, decoded);
    return true;
  }

  bool string(std::string& decoded) {
    take('"');
    for (plain_characters(decoded); at_ < text_.size(); plain_characters(decoded)) {
      if (take('"')) return true;
      if (take('\\')) {
        if (!escape(decoded)) return false;
        continue;
      }
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail("a bare control character");
      return fail("a string is no UTF-8");
    }
    return fail("a string does not end");
  }

  /// Reads unescaped characters up to a quote, an escape, or a character that no string may
  /// contain.
  void plain_characters(std::string& decoded) {
    const auto start = at_;
    while (at_ < text_.size()) {
      const auto length = is_plain(text_[at_]) ? 1
                          : static_cast<unsigned char>(text_[at_]) < 0x80
                              ? 0
                              : http::utf8_sequence(text_.substr(at_));
      if (length == 0) break;
      at_ += length;
    }
    decoded += text_.substr(start, at_ - start);
  }

  bool escape(std::string& decoded) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u')) return unicode_escape(decoded);
    const auto index = at_ < text_.size() ? names.find(text_[at_]) : std::string_view::npos;
    if (index == std::string_view::npos) return fail("an unknown escape");
    ++at_;
    decoded.push_back(meanings[index]);
    return true;
  }

  bool unicode_escape(std::string& decoded) {
    auto unit = four_hex_digits();
    if (!unit) return fail("\\u without four digits");
    if (*unit >= 0xD800 && *unit <= 0xDFFF) unit = pair_of(*unit);
    http::append_utf8(decoded, *unit);
    return true;
  }

  /// The code point of a surrogate and of its other half, if that follows.
  char32_t pair_of(char32_t surrogate) {
    const auto before = at_;
    if (surrogate <= 0xDBFF && take('\\') && take('u')) {
      const auto low = four_hex_digits();
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        return 0x10000 + ((surrogate - 0xD800) << 10) + (*low - 0xDC00);
      }
    }
    at_ = before;
    has_open_meaning_ = true;
    return replacement_character;
  }

  std::optional<char32_t> four_hex_digits() {
    char32_t unit = 0;
    if (text_.size() - at_ < 4) return std::nullopt;
    for (const char c : text_.substr(at_, 4)) {
      const auto digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      unit = unit * 16 + static_cast<char32_t>(digit % 16);
    }
    at_ += 4;
    return unit;
  }

  std::string_view digits() {
    const auto start = at_;
    while (is_digit(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }

  bool number(std::string& out) {
    Number number;
    number.negative = take('-');
    number.whole = digits();
    if (number.whole.empty()) return fail("no value");
    if (number.whole.size() > 1 && number.whole.front() == '0') return fail("a leading zero");
    if (take('.')) {
      number.fraction = digits();
      if (number.fraction.empty()) return fail("a fraction without digits");
    }
    if (take('e') || take('E')) {
      number.negative_exponent = take('-');
      if (!number.negative_exponent) take('+');
      number.exponent = digits();
      if (number.exponent.empty()) return fail("an exponent without digits");
    }
    out += canonical_number(number);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool has_open_meaning_ = false;
  std::string problem_;
};

/// Removes the number at the front of a canonical form and returns it; nullopt if there is no
/// number.
std::optional<std::string> take_number(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && !is_digit(text.front()))) return std::nullopt;
  const auto end = std::min(text.find_first_not_of("0123456789-+.eE"), text.size());
  std::string number(text.substr(0, end));
  text.remove_prefix(end);
  return number;
}

/// Removes the string at the front of a canonical form, quotes included, and returns it.
std::string_view take_string(std::string_view& text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
  end = std::min(end + 1, text.size());
  const auto taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

using EqualNumbers = bool (*)(const std::string& sent, const std::string& read);

/// From 2^53 on, doubles do not represent every integer.
bool is_beyond_doubles(const std::string& number) {
  constexpr double first_with_a_gap = 9007199254740992;  // 2^53
  return std::abs(std::strtod(number.c_str(), nullptr)) >= first_with_a_gap;
}

bool equal_doubles(const std::string& sent, const std::string& read) {
  return std::strtod(sent.c_str(), nullptr) == std::strtod(read.c_str(), nullptr);
}

/// Compares canonical forms token by token.
bool equal_but_for_numbers(std::string_view sent, std::string_view read, EqualNumbers equal) {
  while (!sent.empty() && !read.empty()) {
    const auto number = take_number(sent);
    const auto other = take_number(read);
    if (number.has_value() != other.has_value()) return false;
    if (number) {
      if (!equal(*number, *other)) return false;
    } else if (sent.front() == '"' && read.front() == '"') {
      if (take_string(sent) != take_string(read)) return false;
    } else {
      if (sent.front() != read.front()) return false;
      sent.remove_prefix(1);
      read.remove_prefix(1);
    }
  }
  return sent.empty() && read.empty();
}

}  // namespace

Expected<std::string, std::string> canonical_json(std::string_view text) {
  Reader reader(text);
  std::string canonical;
  if (!reader.whole_text(canonical)) return unexpected(reader.problem());
  return canonical;
}

Expected<std::vector<std::string>, std::string> canonical_elements(std::string_view array_text) {
  Reader reader(array_text);
  std::vector<std::string> elements;
  if (!reader.whole_array(elements)) return unexpected(reader.problem());
  return elements;
}

Expected<std::vector<std::string>, std::string> flattened_messages(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\n\r");
  if (start != std::string_view::npos && body[start] == '[') return canonical_elements(body);
  return canonical_json(body).map(
      [](std::string message) { return std::vector{std::move(message)}; });
}

bool equal_as_doubles(std::string_view sent, std::string_view read) {
  return equal_but_for_numbers(sent, read, [](const std::string& a, const std::string& b) {
    return is_beyond_doubles(a) || equal_doubles(a, b);
  });
}

bool equal_in_large_numbers(std::string_view sent, std::string_view read) {
  return equal_but_for_numbers(sent, read, [](const std::string& a, const std::string& b) {
    return is_beyond_doubles(a) ? a == b : equal_doubles(a, b);
  });
}

bool has_open_meaning(std::string_view text) {
  Reader reader(text);
  std::string canonical;
  return reader.whole_text(canonical) && reader.has_open_meaning();
}

bool exceeds_json_depth(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '[' || c == '{')) {
      if (++depth > max_json_depth) return true;
    } else if (!in_string && (c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace conform
