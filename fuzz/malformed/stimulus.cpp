#include "fuzz/malformed/stimulus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "fuzz/malformed/chunks.hpp"
#include "fuzz/malformed/vocabulary.hpp"

namespace conform::malformed {
namespace {

constexpr std::size_t max_repeats = 4096;
/// A slow client is slow, not endless.
constexpr std::size_t max_pieces = 200;
constexpr std::string_view held_body = "{body}";

template <class Choice>
Choice chosen(const Act& act, Field field) {
  return static_cast<Choice>(act[field]);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string good_read(std::string_view stream, std::string_view fields) {
  return fmt::format("GET {{path:{}}}?offset=-1 HTTP/1.1\r\nHost: {{host}}\r\n{}\r\n", stream,
                     fields);
}

/// Of a character in UTF-8.
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool carries_type(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

/// Writes the bytes of one act.
class Writer {
 public:
  Writer(const Act& act, std::size_t number)
      : act_(act),
        path_(fmt::format("{{path:{}}}", own_stream(number))),
        url_(fmt::format("{{s:{}}}", own_stream(number))),
        canary_(fmt::format("{{path:{}}}", canary_stream(number))),
        length_(std::size_t{1} << act[Field::size]) {}

  RawStep step() {
    choose_body();
    RawStep step;
    step.bytes = front() + cut(message()) + behind();
    if (holds_request()) {
      step.body = body_;
      step.body_bytes = held_request_bytes;
    }
    step.piece_bytes = piece_bytes(step.bytes.size());
    step.then = then();
    return step;
  }

 private:
  void choose_body() {
    const auto removal = fmt::format("DELETE {} HTTP/1.1\r\nHost: {{host}}\r\n\r\n", canary_);
    switch (chosen<BodyKind>(act_, Field::body)) {
      case BodyKind::none:
        break;
      case BodyKind::text:
        body_ = "again";
        break;
      case BodyKind::removal:
        body_ = removal;
        break;
      case BodyKind::append:
        body_ = fmt::format(
            "POST {} HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: text/plain\r\n"
            "Content-Length: 8\r\n\r\nsmuggled",
            canary_);
        break;
      case BodyKind::removal_after_line:
        body_ = "\r\n" + removal;
        break;
      case BodyKind::removal_after_end:
        body_ = "0\r\n\r\n" + removal;
        break;
      case BodyKind::answer:
        body_ = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        break;
      case BodyKind::long_text:
        body_ = std::string(length_, 'b');
        break;
    }
  }

  [[nodiscard]] bool holds_request() const { return body_.find('{') != std::string::npos; }

  /// The body as it is written into the bytes, and its length.
  [[nodiscard]] std::string body_text() const {
    return holds_request() ? std::string(held_body) : body_;
  }
  [[nodiscard]] std::size_t body_size() const {
    return holds_request() ? held_request_bytes : body_.size();
  }

  [[nodiscard]] std::string chunked() const {
    return chunked_form({body_text(), body_size(), length_},
                        chosen<ChunkShape>(act_, Field::chunks));
  }

  [[nodiscard]] std::size_t chunked_size() const {
    const auto text = chunked();
    return text.size() + (holds_request() ? held_request_bytes - held_body.size() : 0);
  }

  [[nodiscard]] std::string value_of(char sign) const {
    switch (sign) {
      case 'M':
        return written(methods()[act_[Field::method]]);
      case 'P':
        return written_path();
      case 'U':
        return url_;
      case 'H':
        return "{host}";
      case 'L':
        return std::string(length_, 'a');
      case 'R':
        return repeated("X-Odd: x\r\n", std::min(length_, max_repeats));
      case 'N':
        return fmt::format("{}", body_size());
      case 'X':
        return fmt::format("{:x}", body_size());
      case 'C':
        return fmt::format("{}", chunked_size());
      default:
        return {'$', sign};
    }
  }

  /// The text with its $ signs replaced.
  [[nodiscard]] std::string written(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool is_sign = text[i] == '$' && i + 1 < text.size();
      out += is_sign ? value_of(text[++i]) : std::string(1, text[i]);
    }
    return out;
  }

  [[nodiscard]] std::string written_path() const {
    std::string out(targets()[act_[Field::target]]);
    if (const auto at = out.find("$P"); at != std::string::npos) out.replace(at, 2, path_);
    return out;
  }

  [[nodiscard]] std::string front() const {
    return chosen<Front>(act_, Field::front) == Front::nothing ? "" : good_read(front_stream, "");
  }

  [[nodiscard]] std::string fields() const {
    const std::string odd = written(odd_fields()[act_[Field::field]]);
    const bool odd_is_first = chosen<Place>(act_, Field::place) == Place::first;
    std::string out = odd_is_first ? odd : "";
    out += written(host_fields()[act_[Field::host]]);
    if (carries_type(methods()[act_[Field::method]])) out += "Content-Type: text/plain\r\n";
    out += written(framings()[act_[Field::framing]].lines);
    if (chosen<Behind>(act_, Field::behind) == Behind::nothing) out += "Connection: close\r\n";
    return odd_is_first ? out : out + odd;
  }

  [[nodiscard]] std::string message() const {
    const auto line = written(request_lines()[act_[Field::line]]);
    const auto payload = framings()[act_[Field::framing]].chunked ? chunked() : body_text();
    return with_newlines(line, fields()) + payload;
  }

  [[nodiscard]] std::string with_newlines(const std::string& line, const std::string& lines) const {
    const auto whole = fmt::format("{}\r\n{}\r\n", line, lines);
    switch (chosen<Newline>(act_, Field::newline)) {
      case Newline::crlf:
        return whole;
      case Newline::lf:
        return with_line_ends(whole, "\n");
      case Newline::cr:
        return with_line_ends(whole, "\r");
      case Newline::lf_after_request_line:
        return fmt::format("{}\n{}\r\n", line, lines);
      case Newline::lf_at_end_of_head:
        return fmt::format("{}\r\n{}\n", line, lines);
      case Newline::cr_cr_lf:
        return with_line_ends(whole, "\r\r\n");
      case Newline::lf_cr:
        return with_line_ends(whole, "\n\r");
      case Newline::no_end_of_head:
        return fmt::format("{}\r\n{}", line, lines);
    }
    return whole;
  }

  static std::string with_line_ends(std::string_view text, std::string_view end) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool at_end = text.substr(i, 2) == "\r\n";
      out += at_end ? std::string(end) : std::string(1, text[i]);
      if (at_end) ++i;
    }
    return out;
  }

  /// Never cuts a variable or a character in two: a finding has to be written as text.
  [[nodiscard]] std::string cut(std::string message) const {
    auto keep = message.size() - message.size() * act_[Field::cut] / cut_choices;
    const auto opened = keep == 0 ? std::string::npos : message.rfind('{', keep - 1);
    if (opened != std::string::npos && message.find('}', opened) >= keep) keep = opened;
    while (keep > 0 && keep < message.size() && is_continuation(message[keep])) --keep;
    message.resize(keep);
    return message;
  }

  [[nodiscard]] std::string behind() const {
    switch (chosen<Behind>(act_, Field::behind)) {
      case Behind::nothing:
        return "";
      case Behind::good_read:
        return good_read(behind_stream, "Connection: close\r\n");
      case Behind::good_read_after_empty_line:
        return "\r\n" + good_read(behind_stream, "Connection: close\r\n");
      case Behind::garbage:
        return "HELLO\r\n\r\n";
    }
    return "";
  }

  [[nodiscard]] std::size_t piece_bytes(std::size_t all) const {
    const auto at_least = [&](std::size_t bytes) { return std::max(bytes, all / max_pieces); };
    switch (chosen<Delivery>(act_, Field::delivery)) {
      case Delivery::whole:
        return 0;
      case Delivery::bytes_1:
        return at_least(1);
      case Delivery::bytes_7:
        return at_least(7);
      case Delivery::bytes_64:
        return at_least(64);
      case Delivery::bytes_1000:
        return at_least(1000);
    }
    return 0;
  }

  [[nodiscard]] AfterSending then() const {
    switch (chosen<Ending>(act_, Field::ending)) {
      case Ending::listen:
        return AfterSending::listen;
      case Ending::end:
        return AfterSending::end;
      case Ending::hang_up:
        return AfterSending::hang_up;
      case Ending::reset:
        return AfterSending::reset;
    }
    return AfterSending::listen;
  }

  const Act& act_;
  std::string path_;
  std::string url_;
  std::string canary_;
  std::size_t length_;
  std::string body_;
};

}  // namespace

std::string own_stream(std::size_t number) {
  return fmt::format("own-{}", number);
}

std::string canary_stream(std::size_t number) {
  return fmt::format("canary-{}", number);
}

RawStep stimulus_of(const Act& act, std::size_t number) {
  return Writer(normal(act), number).step();
}

}  // namespace conform::malformed
