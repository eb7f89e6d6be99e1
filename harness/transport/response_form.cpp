#include "harness/transport/response_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <vector>

#include "harness/http/ascii.hpp"
#include "harness/http/message.hpp"

namespace conform {
namespace {

/// Larger than anything that can be sent; many parsers hold lengths in 63 bits.
constexpr auto largest_length =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// The beginning of a text, in printable characters and quotation marks.
std::string quoted(std::string_view text) {
  constexpr std::size_t max_bytes = 60;
  std::string out = "\"";
  for (const char c : text.substr(0, max_bytes)) {
    if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t' || (c >= ' ' && c <= '~')) {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out + (text.size() > max_bytes ? "…\"" : "\"");
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

/// RFC 9110 5.5
bool is_control(char c) {
  return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f';
}

bool contains_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

std::string bare_line_feed(std::string_view line) {
  return fmt::format("a line of the head ends in LF without CR (RFC 9112 2.2): {}", quoted(line));
}

std::optional<std::uint64_t> number_in(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
  return is_whole && value <= largest_length ? std::optional(value) : std::nullopt;
}

/// The elements of a list that may be written in several fields (RFC 9110 5.3).
std::vector<std::string_view> elements_of(const std::vector<std::string_view>& values) {
  std::vector<std::string_view> elements;
  for (auto rest : values) {
    for (;;) {
      const auto comma = rest.find(',');
      elements.push_back(http::trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return elements;
}

std::optional<std::string> field_error(std::string_view line, http::Headers& fields) {
  if (is_space(line.front())) {
    return fmt::format("a header field is folded over several lines (RFC 9112 5.2): {}",
                       quoted(line));
  }
  if (line.find('\r') != std::string_view::npos) {
    return fmt::format("a header field has CR without LF (RFC 9112 2.2): {}", quoted(line));
  }
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon != std::string_view::npos && !name.empty() && is_space(name.back())) {
    return fmt::format("there is white space before the colon of a header field (RFC 9112 5.1): {}",
                       quoted(line));
  }
  if (colon == std::string_view::npos || !http::is_token(name)) {
    return fmt::format("a line of the head is not a header field (RFC 9112 5): {}", quoted(line));
  }
  const auto value = http::trim(line.substr(colon + 1));
  if (contains_control(value)) {
    return fmt::format("a header field has a control character (RFC 9110 5.5): {}", quoted(line));
  }
  fields.add(std::string(name), std::string(value));
  return std::nullopt;
}

/// Several equal numbers may be read as one (RFC 9110 8.6): a proxy may have joined two fields.
std::optional<std::string> length_error(const std::vector<std::string_view>& values) {
  const auto lengths = elements_of(values);
  for (const auto length : lengths) {
    if (!http::is_decimal(length)) {
      return fmt::format("Content-Length is not a number (RFC 9110 8.6): {}", quoted(length));
    }
    if (!number_in(length, 10)) {
      return fmt::format("Content-Length is beyond 63 bits (RFC 9110 8.6): {}", quoted(length));
    }
    if (number_in(length, 10) != number_in(lengths.front(), 10)) {
      return fmt::format("Content-Length has two values (RFC 9112 6.3): {} and {}",
                         quoted(lengths.front()), quoted(length));
    }
  }
  return std::nullopt;
}

std::optional<std::string> framing_error(const http::Headers& fields) {
  const auto lengths = fields.all("Content-Length");
  const auto codings = fields.all("Transfer-Encoding");
  if (!lengths.empty() && !codings.empty()) {
    return fmt::format(
        "there is a Content-Length beside Transfer-Encoding (RFC 9112 6.2): {} and {}",
        quoted(lengths.front()), quoted(codings.front()));
  }
  const auto elements = elements_of(codings);
  const auto chunked = std::count_if(elements.begin(), elements.end(), [](std::string_view coding) {
    return http::equals_ignoring_case(coding, "chunked");
  });
  if (chunked > 1) return std::string("the body is chunked more than once (RFC 9112 6.1)");
  return length_error(lengths);
}

}  // namespace

std::optional<std::size_t> head_size(std::string_view text) {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    const auto rest = text.substr(end + 1);
    if (rest.starts_with('\n')) return end + 2;
    if (rest.starts_with("\r\n")) return end + 3;
  }
  return std::nullopt;
}

std::optional<std::string> status_line_error(std::string_view text) {
  // '0': a digit, '1': the minor version.
  constexpr std::string_view form = "HTTP/1.1 000 ";
  for (std::size_t i = 0; i < std::min(text.size(), form.size()); ++i) {
    const char c = text[i];
    const bool is_version = i == 7;
    const bool fits =
        is_version ? c == '0' || c == '1' : (form[i] == '0' ? http::is_digit(c) : c == form[i]);
    if (!fits) {
      return fmt::format("it begins with {} instead of a status line (RFC 9112 4)",
                         quoted(text.substr(0, i + 1)));
    }
  }
  for (std::size_t i = form.size(); i < text.size(); ++i) {
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] == '\n')) return std::nullopt;
    if (text[i] == '\n') return bare_line_feed(text.substr(0, i + 1));
    if (is_control(text[i])) {
      return fmt::format("the status line has a control character (RFC 9112 4): {}",
                         quoted(text.substr(0, i + 1)));
    }
  }
  return std::nullopt;
}

std::optional<std::string> head_error(std::string_view head) {
  http::Headers fields;
  for (bool is_status_line = true; !head.empty(); is_status_line = false) {
    const auto end = head.find('\n');
    const auto line = head.substr(0, end + 1);
    head.remove_prefix(end + 1);
    if (!line.ends_with("\r\n")) return bare_line_feed(line);
    const auto field = line.substr(0, line.size() - 2);
    if (field.empty() || is_status_line) continue;
    if (auto error = field_error(field, fields)) return error;
  }
  return framing_error(fields);
}

std::optional<std::string> chunk_size_error(std::string_view text) {
  const auto digits = std::find_if_not(text.begin(), text.end(), http::is_hex_digit);
  const auto size = text.substr(0, static_cast<std::size_t>(digits - text.begin()));
  if (size.empty() || number_in(size, 16)) return std::nullopt;
  return fmt::format("the size of a chunk is beyond 63 bits (RFC 9112 7.1): {}", quoted(size));
}

}  // namespace conform
