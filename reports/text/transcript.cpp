#include "reports/text/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/text/clean.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t max_headers = 40;
constexpr std::size_t max_events = 8;
/// No more of a body is searched for secrets, because no more of it could be shown.
constexpr std::size_t body_head = 4096;

constexpr auto common_headers = std::to_array<std::string_view>(
    {"accept", "accept-encoding", "accept-ranges", "access-control-allow-credentials",
     "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin",
     "access-control-expose-headers", "access-control-max-age", "connection", "content-length",
     "date", "host", "keep-alive", "server", "user-agent", "vary", "x-powered-by"});

/// Why the response was cut off, or nothing if it ended normally.
std::string ending(const Exchange& exchange) {
  const std::string after = milliseconds(exchange.elapsed());
  switch (exchange.outcome) {
    case Outcome::complete:
      return "";
    case Outcome::pending:
      return "still under way";
    case Outcome::closed_by_us:
      return fmt::format("conform closed the connection after {} ms", after);
    case Outcome::timed_out:
      return fmt::format("{} within {} ms", exchange.answered() ? "did not end" : "no response",
                         after);
    case Outcome::cut_short:
      return fmt::format("the connection ended after {} ms, before the response was complete",
                         after);
    case Outcome::not_http:
      return fmt::format("not an HTTP response, after {} ms", after);
    case Outcome::no_connection:
      return "no connection";
    case Outcome::too_large:
      return fmt::format("conform stopped reading after {} ms: too large", after);
    case Outcome::not_sent:
      return "not sent";
    case Outcome::no_resources:
      return "not sent: conform ran out of a resource";
  }
  return "";
}

class Writer {
 public:
  Writer(const Exchange& exchange, const Secrets& secrets)
      : exchange_(exchange), secrets_(secrets) {}

  std::vector<std::string> write(Instant since) {
    heading(since);
    request();
    response();
    if (const std::string words = ending(exchange_); !words.empty()) trouble(words);
    return std::move(lines_);
  }

 private:
  void line(char mark, std::string_view text) {
    lines_.push_back(fmt::format("{} {}", mark, text));
  }

  [[nodiscard]] std::string shown(std::string_view text) const {
    return clean_line(secrets_.hide(text), max_quote_chars);
  }

  [[nodiscard]] std::string shown_target(std::string_view target) const {
    return clean_line(with_shortened_words(secrets_.hide(target)));
  }

  void heading(Instant since) {
    // A request that was never complete is no exchange.
    const auto name =
        exchange_.number == 0 ? std::string("aborted") : fmt::format("#{}", exchange_.number);
    std::string text = fmt::format("{}, +{} ms", name, milliseconds(exchange_.sent - since));
    if (!exchange_.label.empty()) text += fmt::format(", \"{}\"", shown(exchange_.label));
    lines_.push_back(std::move(text));
  }

  void request() {
    const auto& sent = exchange_.request;
    line('>', fmt::format("{} {}", shown(sent.method), shown_target(sent.target)));
    headers('>', sent.headers);
    if (!sent.body.empty()) body('>', sent.body);
  }

  void response() {
    const auto& got = exchange_.response;
    if (exchange_.answered()) {
      line('<', status_line());
      headers('<', got.headers);
    }
    if (!exchange_.events.empty()) {
      events();
    } else if (!got.body.empty()) {
      body('<', got.body);
    } else if (exchange_.answered()) {
      line('<', "(no body)");
    }
  }

  [[nodiscard]] std::string status_line() const {
    const int status = exchange_.response.status;
    std::string text;
    if (!exchange_.http_version.empty()) {
      text = fmt::format("HTTP/{} ", shown(exchange_.http_version));
    }
    text += std::to_string(status);
    if (const auto phrase = http::reason_phrase(status); !phrase.empty()) {
      text.append(" ").append(phrase);
    }
    return fmt::format("{} ({})", text, times());
  }

  [[nodiscard]] std::string times() const {
    const Duration head = exchange_.first_byte - exchange_.sent;
    const Duration rest = exchange_.done - exchange_.first_byte;
    if (rest < std::chrono::milliseconds(10)) return milliseconds(head) + " ms";
    return fmt::format("first byte after {} ms, end after {} ms", milliseconds(head),
                       milliseconds(head + rest));
  }

  void headers(char mark, const http::Headers& fields) {
    std::size_t count = 0;
    for (const auto& field : fields) {
      if (++count > max_headers) continue;
      const std::string value =
          secrets_.hides(field.name) ? std::string(hidden_mark) : shown(field.value);
      line(mark, fmt::format("{}: {}", shown(field.name), value));
    }
    if (count > max_headers) line(mark, fmt::format("({} more headers)", count - max_headers));
  }

  [[nodiscard]] std::string quoted(std::string_view bytes) const {
    const std::string_view head = bytes.substr(0, body_head);
    const std::string text = quote(secrets_.hide(head));
    return fmt::format("{} ({} byte{})", text, bytes.size(), bytes.size() == 1 ? "" : "s");
  }

  void body(char mark, std::string_view bytes) { line(mark, quoted(bytes)); }

  /// The first and last few: the problem is mostly at one end.
  void events() {
    const auto& all = exchange_.events;
    const std::size_t half = max_events / 2;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all.size() > max_events && i == half) {
        line('<', fmt::format("({} more events)", all.size() - max_events));
        i = all.size() - half;
      }
      line('<', fmt::format("event {} at {} ms: {}", shown(all[i].event.type),
                            milliseconds(all[i].at - exchange_.sent), quoted(all[i].event.data)));
    }
    if (exchange_.has_partial_event) line('<', "(an incomplete event)");
  }

  void trouble(const std::string& words) {
    const std::string problem = shown(exchange_.problem);
    line('!', problem.empty() ? words : fmt::format("{}: {}", words, problem));
  }

  const Exchange& exchange_;
  const Secrets& secrets_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> transcript(const Exchange& exchange, Instant since,
                                    const Secrets& secrets) {
  return Writer(exchange, secrets).write(since);
}

bool is_boilerplate_header(std::string_view line) {
  if (!line.starts_with("> ") && !line.starts_with("< ")) return false;
  const std::string_view name = line.substr(2, line.find(": ", 2) - 2);
  return std::any_of(common_headers.begin(), common_headers.end(),
                     [name](auto common) { return http::equals_ignoring_case(name, common); });
}

}  // namespace conform::reports
