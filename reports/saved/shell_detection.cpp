#include "reports/saved/shell_detection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/run/shell_text.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/shell_requests.hpp"

namespace conform::reports {
namespace {

using fuzz::Execution;
using fuzz::Turn;

/// Extracts the data lines of an event stream.
std::string event_data(const Exchange& exchange) {
  std::string text;
  for (const auto& seen : exchange.events) {
    if (seen.event.type != "data") continue;
    std::string_view rest = seen.event.data;
    for (;;) {
      const auto end = rest.find('\n');
      text += fmt::format("{}\n", rest.substr(0, end));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  return text;
}

class Detection {
 public:
  Detection(const fuzz::Finding& finding, const Execution& right)
      : finding_(finding),
        wrong_(writable_exchange(finding.reduction.execution.turns[finding.turn() - 1].exchange)),
        right_(right.turns.size() < finding.turn() ? wrong_
                                                   : right.turns[finding.turn() - 1].exchange),
        right_execution_(right),
        number_(finding.turn()) {}

  [[nodiscard]] std::optional<std::string> command() const {
    if (finding_.cause.rule == fuzz::survives_rule) {
      return "! $curl -s -o /dev/null --max-time 5 \"$base/$name\"";
    }
    if (finding_.cause.rule == fuzz::answers_rule) {
      return fmt::format("[ ! -s \"$work/{}.head\" ]", number_);
    }
    const auto& rule = finding_.cause.rule;
    const bool is_about_state = fuzz::is_about_content(rule) || fuzz::depends_on_order(rule);
    if (is_about_state && overlaps_write()) return std::nullopt;
    const auto& violation = finding_.violation();
    if (violation.mismatch.got.starts_with("status ")) {
      if (auto check = status()) return check;
    }
    if (auto check = named_header(violation)) return check;
    for (const auto& check : {body(), events(), flags(), offsets(), status(), any_header()}) {
      if (check) return check;
    }
    return std::nullopt;
  }

 private:
  /// A correct server may then answer as if the write had happened before, or as if it happened
  /// after.
  [[nodiscard]] bool overlaps_write() const {
    const auto& turns = finding_.reduction.execution.turns;
    return std::any_of(turns.begin(), turns.end(), [&](const Turn& turn) {
      const auto& method = turn.request.method;
      const bool writes = method == "PUT" || method == "POST" || method == "DELETE";
      return writes && turn.exchange.number != wrong_.number &&
             turn.exchange.sent_order < wrong_.done_order &&
             wrong_.sent_order < turn.exchange.done_order;
    });
  }

  [[nodiscard]] std::optional<std::string> status() const {
    if (wrong_.response.status == right_.response.status) return std::nullopt;
    return fmt::format("[ \"$(status {})\" = {} ]", number_, wrong_.response.status);
  }

  [[nodiscard]] std::optional<std::string> differs_in(const std::string& name) const {
    const auto wrong = wrong_.response.headers.find(name);
    const auto right = right_.response.headers.find(name);
    if (wrong.has_value() != right.has_value()) {
      return fmt::format("[ -s \"$work/{0}.head\" ] && {1} has_header {0} {2}", number_,
                         wrong ? "" : "!", name);
    }
    const bool is_server_chosen = name == "Stream-Next-Offset" || name == "ETag" ||
                                  name == "Stream-Cursor" || name == "Location" || name == "Date";
    if (!wrong || *wrong == *right || is_server_chosen) return std::nullopt;
    return fmt::format("[ \"$(header {} {})\" = {} ]", number_, name, shell::single_quoted(*wrong));
  }

  [[nodiscard]] std::optional<std::string> named_header(const Violation& violation) const {
    for (const auto& name : header_names()) {
      const bool is_named = violation.mismatch.expected.find(name) != std::string::npos ||
                            violation.mismatch.got.find(name) != std::string::npos;
      if (!is_named) continue;
      if (auto check = differs_in(name)) return check;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> any_header() const {
    for (const auto& name : header_names()) {
      if (auto check = differs_in(name)) return check;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::set<std::string> header_names() const {
    std::set<std::string> names;
    for (const auto* exchange : {&wrong_, &right_}) {
      for (const auto& field : exchange->response.headers) names.insert(field.name);
    }
    for (const auto* transport : {"Date", "Server", "Connection", "Content-Length",
                                  "Transfer-Encoding", "Keep-Alive", "X-Powered-By", "Vary"}) {
      names.erase(transport);
    }
    return names;
  }

  [[nodiscard]] std::optional<std::string> body() const {
    if (!wrong_.events.empty() || !right_.events.empty()) return std::nullopt;
    if (wrong_.response.body == right_.response.body) return std::nullopt;
    return fmt::format("printf {} | cmp -s - \"$work/{}.body\"",
                       printf_arguments(wrong_.response.body), number_);
  }

  [[nodiscard]] std::optional<std::string> events() const {
    const auto wrong = event_data(wrong_);
    if (wrong == event_data(right_)) return std::nullopt;
    return fmt::format("[ \"$(event_data {} | sed 's/^data: \\{{0,1\\}}//')\" = \"$(printf {})\" ]",
                       number_, printf_arguments(wrong));
  }

  /// Whether any event contains the member.
  static bool has_member(const Exchange& exchange, std::string_view member) {
    return std::any_of(exchange.events.begin(), exchange.events.end(), [&](const SeenEvent& seen) {
      return seen.event.data.find(member) != std::string::npos;
    });
  }

  [[nodiscard]] std::optional<std::string> flags() const {
    for (const auto* member : {"\"streamClosed\":true", "\"upToDate\":true", "\"streamCursor\"",
                               "\"streamNextOffset\""}) {
      const bool wrong = has_member(wrong_, member);
      if (wrong == has_member(right_, member)) continue;
      return fmt::format("{}grep -q {} \"$work/{}.body\"", wrong ? "" : "! ",
                         shell::single_quoted(member), number_);
    }
    return std::nullopt;
  }

  static std::string offset_of(const Exchange& exchange) {
    return std::string(
        exchange.response.headers.find("Stream-Next-Offset").value_or(std::string_view()));
  }

  static const char* order(const std::string& a, const std::string& b) {
    return a == b ? "same" : a < b ? "less" : "greater";
  }

  /// The offset in the response compares differently with an earlier one.
  [[nodiscard]] std::optional<std::string> offsets() const {
    const auto wrong = offset_of(wrong_);
    const auto right = offset_of(right_);
    const auto& turns = finding_.reduction.execution.turns;
    for (std::size_t i = 0; i + 1 < number_ && i < right_execution_.turns.size(); ++i) {
      const auto wrong_before = offset_of(turns[i].exchange);
      const auto right_before = offset_of(right_execution_.turns[i].exchange);
      if (wrong.empty() || right.empty() || wrong_before.empty() || right_before.empty()) continue;
      const std::string_view relation = order(wrong, wrong_before);
      if (relation == order(right, right_before)) continue;
      constexpr const char* name = "Stream-Next-Offset";
      return fmt::format("[ \"$(order \"$(header {} {})\" \"$(header {} {})\")\" = {} ]", number_,
                         name, i + 1, name, relation);
    }
    return std::nullopt;
  }

  const fuzz::Finding& finding_;
  const Exchange wrong_;  ///< without credentials, which cannot be found once they are quoted
  const Exchange& right_;
  const Execution& right_execution_;
  std::size_t number_;
};

}  // namespace

std::optional<std::string> detection_command(const fuzz::Finding& finding, const Execution& right) {
  return Detection(finding, right).command();
}

}  // namespace conform::reports
