#include "fuzz/malformed/strict_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/http/ascii.hpp"
#include "harness/http/message.hpp"

namespace conform::malformed {
namespace {

using std::string_view;

constexpr string_view line_end = "\r\n";
constexpr string_view head_end = "\r\n\r\n";
/// A length with more digits is larger than any body that a server could receive.
constexpr std::size_t max_digits = 15;

/// Visible ASCII, spaces and tabs.
bool is_plain(string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

std::vector<std::string> split(string_view text, string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == string_view::npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

struct Head {
  std::string method;
  std::string target;
  bool is_http_1_0 = false;
  http::Headers fields;
};

bool is_target(string_view target, string_view authority) {
  const auto absolute = fmt::format("http://{}/", authority);
  if (target.starts_with(absolute)) target.remove_prefix(absolute.size() - 1);
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return c > ' ' && c <= '~' && string_view("#\"<>\\^`{|}").find(c) == string_view::npos;
         });
}

/// nullopt if it deviates from the grammar in any way.
std::optional<Head> parse_request_line(string_view line, string_view authority) {
  const auto parts = split(line, " ");
  if (parts.size() != 3 || !http::is_token(parts[0]) || !is_target(parts[1], authority)) {
    return std::nullopt;
  }
  if (parts[2] != "HTTP/1.1" && parts[2] != "HTTP/1.0") return std::nullopt;
  return Head{parts[0], parts[1], parts[2] == "HTTP/1.0", {}};
}

bool add_field(http::Headers& fields, string_view line) {
  const auto colon = line.find(':');
  if (colon == string_view::npos || !http::is_token(line.substr(0, colon)) || !is_plain(line)) {
    return false;
  }
  fields.add(std::string(line.substr(0, colon)), std::string(http::trim(line.substr(colon + 1))));
  return true;
}

/// The elements of a list, also of one that is written in several fields.
std::vector<std::string> elements_of(const std::vector<string_view>& values) {
  std::vector<std::string> elements;
  for (const auto value : values) {
    for (const auto& element : split(value, ",")) elements.emplace_back(http::trim(element));
  }
  return elements;
}

std::optional<Head> parse_head(string_view text, string_view authority) {
  const auto lines = split(text, line_end);
  auto head = parse_request_line(lines.front(), authority);
  if (!head) return std::nullopt;
  for (auto line = std::next(lines.begin()); line != lines.end(); ++line) {
    if (!add_field(head->fields, *line)) return std::nullopt;
  }
  const auto hosts = head->fields.all("Host");
  const bool usual = hosts.size() == 1 && hosts.front() == authority && head->method != "CONNECT" &&
                     !head->fields.contains("Upgrade") && !head->fields.contains("Expect");
  return usual ? head : std::nullopt;
}

/// How the end of the body is determined.
struct Length {
  enum class Kind { bytes, chunks, invalid, ambiguous };
  Kind kind = Kind::bytes;
  std::size_t bytes = 0;
  bool exceeds_limit = false;
  bool must_be_refused = false;  ///< of an invalid one, whatever follows
};

const Length refused{Length::Kind::invalid, 0, false, true};

/// RFC 9112 6.3, 5: a list of equal numbers may be accepted as one number; other lists may not.
Length length_of_number(const std::vector<string_view>& values) {
  const auto elements = elements_of(values);
  const auto& first = elements.front();
  if (std::any_of(elements.begin(), elements.end(), [](const auto& one) { return one.empty(); })) {
    return {Length::Kind::ambiguous};
  }
  if (!std::all_of(elements.begin(), elements.end(),
                   [&](const auto& one) { return http::is_decimal(one) && one == first; })) {
    return refused;
  }
  if (elements.size() > 1) return {Length::Kind::ambiguous};
  const auto digits =
      string_view(first).substr(std::min(first.find_first_not_of('0'), first.size()));
  if (digits.size() > max_digits) return {Length::Kind::bytes, 0, true};
  return {Length::Kind::bytes, digits.empty() ? 0 : std::stoull(std::string(digits))};
}

/// RFC 9112 6.3, 4.
Length length_of_coding(const std::vector<string_view>& values) {
  const auto codings = elements_of(values);
  if (!std::all_of(codings.begin(), codings.end(),
                   [](const auto& one) { return http::is_token(one); })) {
    return {Length::Kind::ambiguous};
  }
  if (http::to_lower(codings.back()) != "chunked") return refused;
  return {codings.size() == 1 ? Length::Kind::chunks : Length::Kind::ambiguous};
}

Length length_of(const Head& head) {
  const auto numbers = head.fields.all("Content-Length");
  const auto codings = head.fields.all("Transfer-Encoding");
  if (!codings.empty() && (!numbers.empty() || head.is_http_1_0)) return {Length::Kind::invalid};
  if (!codings.empty()) return length_of_coding(codings);
  return numbers.empty() ? Length{} : length_of_number(numbers);
}

bool closes(const Head& head) {
  const auto options = elements_of(head.fields.all("Connection"));
  return head.is_http_1_0 || std::any_of(options.begin(), options.end(), [](const auto& option) {
           return http::to_lower(option) == "close" || http::to_lower(option) == "upgrade";
         });
}

/// Decodes a chunked body at the beginning of the bytes.
class Chunks {
 public:
  explicit Chunks(string_view bytes) : bytes_(bytes) {}

  /// `nothing` if the body is complete.
  Remainder decode() {
    for (;;) {
      const auto line = take_line();
      if (!line) return no_line();
      const auto size = size_of(*line);
      if (!size) return is_not_hexadecimal(*line) ? Remainder::broken_chunks : Remainder::ambiguous;
      if (*size == 0) return decode_trailers();
      body_.append(bytes_.substr(0, *size));
      if (bytes_.size() < *size) return Remainder::incomplete;
      bytes_.remove_prefix(*size);
      if (bytes_.size() < line_end.size()) {
        return line_end.starts_with(bytes_) ? Remainder::incomplete : Remainder::ambiguous;
      }
      if (!bytes_.starts_with(line_end)) return Remainder::ambiguous;
      bytes_.remove_prefix(line_end.size());
    }
  }

  [[nodiscard]] const std::string& body() const { return body_; }
  [[nodiscard]] string_view left() const { return bytes_; }

 private:
  static constexpr std::size_t exceeds_limit = std::string::npos;

  std::optional<string_view> take_line() {
    const auto end = bytes_.find(line_end);
    if (end == string_view::npos) return std::nullopt;
    const auto line = bytes_.substr(0, end);
    bytes_.remove_prefix(end + line_end.size());
    return line;
  }

  [[nodiscard]] Remainder no_line() const {
    const bool may_go_on = is_plain(bytes_) || bytes_ == "\r";
    return may_go_on ? Remainder::incomplete : Remainder::ambiguous;
  }

  /// nullopt if the line deviates from the grammar in any way.
  static std::optional<std::size_t> size_of(string_view line) {
    const auto end = static_cast<std::size_t>(
        std::find_if_not(line.begin(), line.end(), http::is_hex_digit) - line.begin());
    if (end == 0 || !is_extension(line.substr(end))) return std::nullopt;
    auto digits = line.substr(0, end);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty()) return 0;
    if (digits.size() > max_digits) return exceeds_limit;
    return std::stoull(std::string(digits), nullptr, 16);
  }

  /// Empty, or an extension that parsers ignore.
  static bool is_extension(string_view text) {
    return text.empty() ||
           (text.size() > 1 && text.front() == ';' && http::is_token_char(text[1]) &&
            is_plain(text) && text.find_first_of(" \t") == string_view::npos);
  }

  /// Whether the chunk size is not a hexadecimal number, even with spaces removed.
  static bool is_not_hexadecimal(string_view line) {
    const auto size = http::trim(line.substr(0, line.find(';')));
    return is_plain(line) &&
           (size.empty() || !std::all_of(size.begin(), size.end(), http::is_hex_digit));
  }

  Remainder decode_trailers() {
    http::Headers ignored;
    for (;;) {
      const auto line = take_line();
      if (!line) return no_line();
      if (line->empty()) return Remainder::nothing;
      if (!add_field(ignored, *line)) return Remainder::ambiguous;
    }
  }

  string_view bytes_;
  std::string body_;
};

bool mentions_length(string_view head) {
  const auto text = http::to_lower(head);
  return text.find("length") != std::string::npos || text.find("encoding") != std::string::npos ||
         text.find("upgrade") != std::string::npos || text.find("expect") != std::string::npos;
}

/// Whether the bytes have a complete head with a first line that resembles a request line.
bool can_be_answered(string_view bytes) {
  const auto end = bytes.find(head_end);
  if (end == string_view::npos) return false;
  const auto head = bytes.substr(0, end);
  const auto first = head.substr(0, head.find(line_end));
  const bool is_of_this_protocol =
      first.find("HTTP/1.") != string_view::npos && !first.starts_with("CONNECT");
  return is_of_this_protocol && is_plain(first) && !mentions_length(head);
}

class Reader {
 public:
  Reader(string_view bytes, string_view authority) : bytes_(bytes), authority_(authority) {}

  ParsedBytes read() {
    while (!bytes_.empty() && goes_on_) read_request();
    if (!bytes_.empty() && parsed_.remainder == Remainder::nothing) {
      parsed_.remainder = Remainder::ambiguous;
    }
    return std::move(parsed_);
  }

 private:
  void stop(Remainder remainder) {
    parsed_.remainder = remainder;
    parsed_.remainder_can_be_answered = can_be_answered(bytes_);
    goes_on_ = false;
  }

  void read_request() {
    const auto end = bytes_.find(head_end);
    if (end == string_view::npos) return stop(Remainder::ambiguous);
    const auto head = parse_head(bytes_.substr(0, end), authority_);
    if (!head) return stop(Remainder::ambiguous);
    const auto after = bytes_.substr(end + head_end.size());
    const auto length = length_of(*head);
    switch (length.kind) {
      case Length::Kind::invalid:
        stop(Remainder::invalid);
        parsed_.remainder_can_be_answered = length.must_be_refused;
        parsed_.remainder_must_end_connection = !length.must_be_refused;
        return;
      case Length::Kind::ambiguous:
        return stop(Remainder::ambiguous);
      case Length::Kind::bytes:
        return take_bytes(*head, after, length);
      case Length::Kind::chunks:
        return take_chunks(*head, after);
    }
  }

  void take_bytes(const Head& head, string_view after, const Length& length) {
    if (length.exceeds_limit || after.size() < length.bytes) {
      return leave(head, Remainder::incomplete, std::string(after));
    }
    add(head, std::string(after.substr(0, length.bytes)), after.substr(length.bytes));
  }

  void take_chunks(const Head& head, string_view after) {
    Chunks chunks(after);
    const auto remainder = chunks.decode();
    if (remainder != Remainder::nothing) return leave(head, remainder, chunks.body());
    add(head, chunks.body(), chunks.left());
  }

  void leave(const Head& head, Remainder remainder, std::string body) {
    parsed_.remainder_method = head.method;
    parsed_.remainder_target = head.target;
    parsed_.remainder_body = std::move(body);
    stop(remainder);
  }

  void add(const Head& head, std::string body, string_view left) {
    parsed_.valid.push_back({head.method, head.target, std::move(body)});
    bytes_ = left;
    goes_on_ = !closes(head);
  }

  string_view bytes_;
  string_view authority_;
  ParsedBytes parsed_;
  bool goes_on_ = true;
};

}  // namespace

ParsedBytes parse_strictly(string_view bytes, string_view authority) {
  return Reader(bytes, authority).read();
}

}  // namespace conform::malformed
