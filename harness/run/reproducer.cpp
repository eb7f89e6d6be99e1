#include "harness/run/reproducer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "harness/judge/reading.hpp"
#include "harness/run/script_words.hpp"

namespace conform {
namespace {

/// Of many requests, the first are the setup, and the last show the failure.
constexpr std::size_t max_first = 4;
constexpr std::size_t max_last = 10;
constexpr std::size_t max_printed_body = 768;
/// Prefix of the names of a run's streams.
constexpr std::string_view stream_prefix = "conform-";
/// Seconds after which a live read ends.
constexpr int live_seconds = 5;
/// Between the parts of a body: longer than it takes to send the next requests.
constexpr int held_seconds = 3;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_live(const http::Request& request) {
  return request.target.find("live=") != std::string::npos;
}

bool has_body_by_nature(const http::Request& request) {
  return request.method == "POST" || request.method == "PUT";
}

bool was_closed_early(const Exchange& exchange) {
  return exchange.outcome == Outcome::closed_by_us && !exchange.answered() &&
         !exchange.request.body.empty();
}

class Script {
 public:
  Script(std::vector<const Exchange*> sent, const ReproducerHints& hints)
      : sent_(std::move(sent)), hints_(hints) {}

  std::string text() {
    begin();
    const auto skipped =
        sent_.size() > max_first + max_last ? sent_.size() - max_first - max_last : 0;
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      const bool is_skipped = skipped > 0 && i >= max_first && i < max_first + skipped;
      if (is_skipped && i == max_first) {
        lines_.push_back(fmt::format("# {} requests left out here", skipped));
      }
      if (!is_skipped) add(i);
    }
    if (has_background_) lines_.emplace_back("wait");
    std::string all;
    for (const auto& line : lines_) all += (all.empty() ? "" : "\n") + line;
    return all;
  }

 private:
  void begin() {
    const std::string& first = sent_.front()->request.target;
    const auto host = first.find("://");
    const auto base = first.substr(
        0, host == std::string::npos ? 0 : std::min(first.find('/', host + 3), first.size()));
    if (!base.empty()) {
      lines_.push_back(fmt::format("BASE={}", ScriptWords().quoted(base)));
      words_.replace(base, "BASE");
    }
    if (const auto name = name_in(first); !name.empty()) {
      lines_.emplace_back("S=conform-$$  # a new stream each time");
      words_.replace(name, "S");
    }
  }

  /// The common prefix of one attempt's stream names: "conform-RUN-SERIAL.ATTEMPT-".
  static std::string name_in(const std::string& target) {
    const auto begin = target.find(stream_prefix);
    if (begin == std::string::npos) return {};
    const auto dot = target.find('.', begin);
    const auto end = dot == std::string::npos ? dot : target.find('-', dot);
    return end == std::string::npos ? std::string() : target.substr(begin, end - begin);
  }

  void add(std::size_t index) {
    const Exchange& exchange = *sent_[index];
    wait_for_held(exchange);
    wait_before(index);
    if (exchange.request.method == "RAW") {
      lines_.push_back(raw_line(exchange.request));
      return;
    }
    if (const auto held = hints_.held.find(exchange.label); held != hints_.held.end()) {
      add_held(exchange, held->second);
      return;
    }
    if (was_closed_early(exchange)) {
      lines_.push_back(fmt::format("# {} {} was aborted before its body was complete",
                                   exchange.request.method, exchange.request.target));
      return;
    }
    const bool runs_in_background = is_live(exchange.request) && index + 1 < sent_.size();
    const auto needed = runs_in_background ? std::nullopt : needed_later(index);
    std::string line = curl_command(exchange.request);
    if (needed) {
      line = fmt::format("A=$({}); printf '%s\\n' \"$A\"", line);
    } else if (runs_in_background) {
      line += " &";
      has_background_ = true;
    }
    lines_.push_back(std::move(line));
    if (runs_in_background) lines_.push_back(pause_after(index));
    if (needed) capture(*needed);
  }

  /// For a server to begin to wait; or exactly as long as the test waited.
  [[nodiscard]] std::string pause_after(std::size_t index) const {
    if (!hints_.exact_delays) return "sleep 1";
    const auto pause = sent_[index + 1]->sent - sent_[index]->sent;
    return fmt::format("sleep {:.4f}  # the failure depends on it: try others too",
                       in_seconds(pause));
  }

  /// A body in parts, with pauses during which the next requests are sent.
  void add_held(const Exchange& exchange, const HeldBody& held) {
    const std::string_view body = exchange.request.body;
    const bool is_cut = exchange.outcome == Outcome::closed_by_us && !exchange.answered();
    std::string parts;
    std::size_t from = 0;
    for (const auto end : held.holds) {
      if (end > from) parts += words_.printed(body.substr(from, end - from)) + "; ";
      parts += fmt::format("sleep {}; ", held_seconds);
      from = std::max(from, end);
      if (is_cut) break;
    }
    if (!is_cut && from < body.size()) parts += words_.printed(body.substr(from)) + "; ";
    std::string options = " -T - -H 'Expect:'";
    options += held.chunked
                   ? std::string(" -H 'Transfer-Encoding: chunked'")
                   : fmt::format(" -H 'Transfer-Encoding:' -H 'Content-Length: {}'", body.size());
    if (is_cut) options += " --max-time 1";
    http::Request head = exchange.request;
    head.body.clear();
    if (is_cut && held.was_reset) {
      lines_.emplace_back("# the test reset the connection; this closes it");
    }
    lines_.push_back(
        fmt::format("{{ {}}} | {}{}", parts, curl_command(head, options), is_cut ? "" : " &"));
    if (is_cut) return;
    has_background_ = true;
    under_way_.push_back(exchange.sent);
    lines_.emplace_back("sleep 1");
  }

  /// What was sent once a body was complete follows its answer here too.
  void wait_for_held(const Exchange& exchange) {
    const bool any = std::any_of(under_way_.begin(), under_way_.end(),
                                 [&](Instant completed) { return completed <= exchange.sent; });
    if (!any) return;
    lines_.emplace_back("wait");
    under_way_.clear();
    has_background_ = false;
  }

  struct Capture {
    std::string header;
    std::string value;
  };

  /// A header of this response that a later request repeats, and that has no variable yet.
  [[nodiscard]] std::optional<Capture> needed_later(std::size_t index) const {
    for (const auto header : repeated_headers) {
      const auto found = sent_[index]->response.headers.find(header);
      const auto value = found ? std::optional<std::string>(*found) : std::nullopt;
      if (!value || value->size() < ScriptWords::min_length || known_.contains(*value)) continue;
      for (std::size_t later = index + 1; later < sent_.size(); ++later) {
        if (repeats(sent_[later]->request, *value)) {
          return Capture{std::string(header), *value};
        }
      }
    }
    return std::nullopt;
  }

  static bool repeats(const http::Request& request, const std::string& value) {
    const bool in_headers = std::any_of(
        request.headers.begin(), request.headers.end(),
        [&](const auto& field) { return field.value.find(value) != std::string::npos; });
    return in_headers || request.target.find(value) != std::string::npos ||
           request.body.find(value) != std::string::npos;
  }

  void capture(const Capture& one) {
    const auto variable = fmt::format("V{}", known_.size() + 1);
    lines_.push_back(
        fmt::format("{}=$(printf '%s\\n' \"$A\" | tr -d '\\r' | grep -i '^{}:' | head -n 1 | "
                    "cut -d' ' -f2-)",
                    variable, one.header));
    known_.insert(one.value);
    words_.replace(one.value, variable);
  }

  [[nodiscard]] bool is_held(std::size_t index) const {
    return hints_.held.contains(sent_[index]->label);
  }

  /// Where the scenario waited for time to pass, the commands do too.
  void wait_before(std::size_t index) {
    if (index == 0 || is_held(index) || is_held(index - 1)) return;
    using namespace std::chrono_literals;
    const auto pause = sent_[index]->sent - sent_[index - 1]->done;
    if (pause < 300ms || pause > 1min) return;
    lines_.push_back(
        fmt::format("sleep {}", std::chrono::ceil<std::chrono::seconds>(pause).count()));
  }

  /// `upload`: options in place of the body.
  [[nodiscard]] std::string curl_command(const http::Request& request,
                                         const std::string& upload = {}) const {
    // -g turns off URL globbing; --path-as-is keeps dot segments.
    std::string line = "curl -sg --path-as-is ";
    line += request.method == "HEAD" ? "-I" : "-i";
    if (is_live(request)) line += fmt::format("N --max-time {}", live_seconds);
    if (request.method != "GET" && request.method != "HEAD") line += " -X " + request.method;
    bool has_type = false;
    for (const auto& field : request.headers) {
      has_type = has_type || http::equals_ignoring_case(field.name, "Content-Type");
      // curl sends a header without a value only if it ends in a semicolon.
      line += " -H " +
              argument(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
    }
    std::string before;
    if (!request.body.empty()) {
      if (is_plain(request.body) && request.body.front() != '@' &&
          request.body.size() <= max_printed_body) {
        line += " --data-binary " + words_.quoted(request.body);
      } else {
        before = body_command(request.body) + " | ";
        line += " --data-binary @-";
      }
    } else if (!upload.empty()) {
      line += upload;
    } else if (has_body_by_nature(request)) {
      line += " -d ''";
    }
    // curl would add a form's Content-Type, which the request did not have.
    const bool has_body = has_body_by_nature(request) || !request.body.empty();
    if (has_body && !has_type) line += " -H 'Content-Type:'";
    return before + line + " " + argument(request.target);
  }

  [[nodiscard]] std::string argument(const std::string& text) const {
    return is_plain(text) ? words_.quoted(text) : fmt::format("\"$({})\"", words_.printed(text));
  }

  [[nodiscard]] std::string body_command(std::string_view body) const {
    std::size_t size = body.size();
    // Of a large body only the beginning and the number of omitted bytes are kept.
    if (const auto cut = body.rfind("\xE2\x80\xA6 ");
        cut != body.npos && body.ends_with(" bytes more")) {
      const auto more = std::strtoull(std::string(body.substr(cut + 4)).c_str(), nullptr, 10);
      body = body.substr(0, cut);
      size = cut + more;
    }
    const bool is_uniform =
        std::all_of(body.begin(), body.end(), [&](char c) { return c == body.front(); });
    if (is_uniform && size > max_printed_body) {
      return fmt::format("head -c {} /dev/zero | tr '\\000' '\\{:03o}'", size,
                         static_cast<unsigned char>(body.front()));
    }
    return words_.printed(body.substr(0, max_printed_body));
  }

  [[nodiscard]] std::string raw_line(const http::Request& request) const {
    const auto scheme = request.target.find("://");
    std::string place = request.target.substr(scheme == std::string::npos ? 0 : scheme + 3);
    place = place.substr(0, place.find('/'));
    const auto size = request.body.size();
    return fmt::format(
        "{} | curl -s --max-time {} telnet://{}{}",
        words_.printed(std::string_view(request.body).substr(0, max_printed_body)), live_seconds,
        place, size > max_printed_body ? fmt::format("  # cut: it has {} bytes", size) : "");
  }

  std::vector<const Exchange*> sent_;
  const ReproducerHints& hints_;
  std::vector<std::string> lines_;
  ScriptWords words_;
  std::set<std::string> known_;  ///< values that are in a variable
  bool has_background_ = false;
  std::vector<Instant> under_way_;  ///< when the bodies of requests in the background were complete
};

}  // namespace

std::string curl_lines(const std::deque<Exchange>& exchanges, const ReproducerHints& hints) {
  std::vector<const Exchange*> sent;
  for (const auto& exchange : exchanges) {
    if (!exchange.request.method.empty()) sent.push_back(&exchange);
  }
  if (sent.empty()) return {};
  // A live read ends after the requests whose effects it shows, but was sent before them.
  // So does a request whose body was held back.
  const auto begin_of = [&](const Exchange& one) {
    const auto held = hints.held.find(one.label);
    return held == hints.held.end() ? one.sent : held->second.opened;
  };
  std::sort(sent.begin(), sent.end(), [&](const Exchange* a, const Exchange* b) {
    return std::pair(begin_of(*a), a->number) < std::pair(begin_of(*b), b->number);
  });
  return Script(std::move(sent), hints).text();
}

}  // namespace conform
