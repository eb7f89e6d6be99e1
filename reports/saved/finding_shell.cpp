#include "reports/saved/finding_shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>

#include "fuzz/campaign/simulated_runner.hpp"
#include "harness/run/reference_target.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

using fuzz::Act;
using fuzz::Execution;
using fuzz::Turn;

constexpr const char* helpers = R"sh(curl=${CURL:-curl}
work=$(mktemp -d) || exit 2
readers=

end_readers() {
  for reader in $readers; do kill -CONT "$reader" 2>/dev/null && kill "$reader" 2>/dev/null; done
  readers=
}
trap 'end_readers; rm -rf "$work"' EXIT
trap 'exit 2' INT TERM HUP

# ask NUMBER STREAM [CURL'S ARGUMENTS]: the answer goes to NUMBER.head and NUMBER.body
ask() {
  number=$1 stream=$2
  shift 2
  : >"$work/$number.body"
  $curl -sN --max-time 20 -D "$work/$number.head" -o "$work/$number.body" -H 'Expect:' \
    ${CONFORM_AUTHORIZATION:+-H "Authorization: $CONFORM_AUTHORIZATION"} "$@" "$base/$stream"
}
# The same in the background: curl in place of a shell, so that it can be ended.
open() {
  number=$1 stream=$2
  shift 2
  : >"$work/$number.body"
  exec $curl -sN --max-time 20 -D "$work/$number.head" -o "$work/$number.body" -H 'Expect:' \
    ${CONFORM_AUTHORIZATION:+-H "Authorization: $CONFORM_AUTHORIZATION"} "$@" "$base/$stream"
}
# The body of request NUMBER, of which the last COUNT bytes wait until there is NUMBER.rest. With
# NUMBER.gone they never come.
held() {
  size=$(($(wc -c <"$work/$1.sent") - $2))
  head -c "$size" "$work/$1.sent"
  while [ -d "$work" ] && [ ! -e "$work/$1.rest" ]; do
    if [ -e "$work/$1.gone" ]; then return; fi
    sleep 0.05
  done
  tail -c "$2" "$work/$1.sent" 2>/dev/null
}
status() { sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$work/$1.head" 2>/dev/null; }
header() {
  tr -d '\r' <"$work/$1.head" | sed -n "s/^$2: *//Ip" | head -n 1
}
has_header() { tr -d '\r' <"$work/$1.head" | grep -qi "^$2:"; }
# The offset in the last control event of an event stream.
control_offset() {
  sed -n 's/.*"streamNextOffset": *"\([^"]*\)".*/\1/p' "$work/$1.body" | tail -n 1
}
event_data() {
  tr -d '\r' <"$work/$1.body" |
    awk '/^event:/ { data = /^event: *data/ } /^$/ { data = 0 } data && /^data:/'
}
# How two texts sort as bytes.
order() {
  if [ "$1" = "$2" ]; then
    echo same
  elif [ "$(printf '%s\n%s\n' "$1" "$2" | LC_ALL=C sort | head -n 1)" = "$1" ]; then
    echo less
  else
    echo greater
  fi
}
)sh";

// ---- shell quoting ------------------------------------------------------------------------------

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// A printf format for arbitrary bytes.
std::string printf_format(std::string_view bytes) {
  std::string out = "'";
  for (const char c : bytes) {
    if (c >= ' ' && c <= '~' && c != '\'' && c != '%' && c != '\\') {
      out += c;
    } else {
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  // A format beginning with a minus sign would be parsed as an option.
  return "-- " + out + "'";
}

/// In double quotes, with special characters escaped.
std::string inside_double_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '$' || c == '`' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// ---- requests -----------------------------------------------------------------------------------

/// Writes the requests of an execution, in the original order and with the original overlaps.
class Requests {
 public:
  explicit Requests(const Execution& execution) : turns_(execution.turns), word_(execution.word) {
    for (const auto& turn : turns_) {
      const auto& target = turn.exchange.request.target;
      const auto at = target.find(word_);
      if (at == std::string::npos || at == 0) continue;
      base_ = target.substr(0, at - 1);
      const auto host_end = base_.find('/', base_.find("://") + 3);
      base_path_ = host_end == std::string::npos ? "" : base_.substr(host_end);
      break;
    }
  }

  [[nodiscard]] const std::string& base() const { return base_; }

  std::string text() {
    for (std::size_t i = 0; i < turns_.size(); ++i) {
      await_ended_before(turns_[i]);
      write(i);
    }
    for (const auto open : std::vector<std::size_t>(open_)) close(open);
    return std::move(text_);
  }

 private:
  static bool sends(const Turn& turn) { return !turn.request.method.empty(); }
  static bool is_live(const Turn& turn) {
    return turn.operation.act() == Act::sse || turn.operation.act() == Act::long_poll;
  }

  void line(const std::string& text) { text_ += "  " + text + "\n"; }

  void write(std::size_t i) {
    const Turn& turn = turns_[i];
    if (turn.waited > Duration::zero()) {
      line(fmt::format("sleep {:.3f}", in_seconds(turn.waited)));
    } else if (turn.hung_up > 0) {
      continue_with(turn.operation.act(), turn.hung_up);
    } else if (sends(turn)) {
      send(i);
    }
  }

  void continue_with(Act act, std::size_t turn) {
    if (act == Act::hang_up) {
      close(turn - 1);
    } else if (turns_[turn - 1].request.held_bytes > 0) {
      line(fmt::format(": >\"$work/{}.rest\"", turn));
    } else if (act == Act::stop_reading) {
      line(fmt::format("sleep 0.3; kill -STOP \"$reader{}\"", turn));
    } else {
      line(fmt::format("kill -CONT \"$reader{}\"", turn));
    }
  }

  void send(std::size_t i) {
    if (turns_[i].request.body) {
      line(fmt::format("printf {} >\"$work/{}.sent\"",
                       printf_format(turns_[i].exchange.request.body), i + 1));
    }
    const bool stays_open = overlaps(i);
    const auto held = turns_[i].request.held_bytes;
    if (held > 0) line(fmt::format("rm -f \"$work/{0}.rest\" \"$work/{0}.gone\"", i + 1));
    const auto before = held > 0 ? fmt::format("held {} {} | ", i + 1, held) : std::string();
    line(stays_open ? before + command(i, "open") + " &" : command(i, "ask"));
    if (!stays_open) return save(i);
    line(fmt::format("reader{}=$! readers=\"$readers $!\"", i + 1));
    open_.push_back(i);
    if (is_live(turns_[i]) || held > 0) line("sleep 0.3");
  }

  std::string command(std::size_t i, const char* verb) {
    const Turn& turn = turns_[i];
    std::string text = fmt::format("{} {} \"{}\"", verb, i + 1, stream_of(turn));
    const auto& method = turn.request.method;
    if (method == "HEAD") text += " -I";
    if (method == "GET" && !turn.request.query.empty()) text += " -G";
    if (method != "HEAD" && method != "GET") text += " -X " + method;
    for (const auto& [name, value] : turn.request.query) {
      text += fmt::format(" --data-urlencode \"{}={}\"", name, filled(value, turn, {}));
    }
    bool has_type = false;
    for (const auto& [name, value] : turn.request.headers) {
      has_type = has_type || name == "Content-Type";
      text += value.empty() ? fmt::format(" -H '{};'", name)
                            : fmt::format(" -H \"{}: {}\"", name, filled(value, turn, name));
    }
    if (turn.request.body) {
      text += turn.request.held_bytes > 0 ? std::string(" -T -")
                                          : fmt::format(" --data-binary \"@$work/{}.sent\"", i + 1);
      if (turn.request.chunked) text += " -H 'Transfer-Encoding: chunked'";
      if (!has_type) text += " -H 'Content-Type:'";
    } else if (method == "POST" || method == "PUT") {
      text += " -d ''";
      if (!has_type) text += " -H 'Content-Type:'";
    }
    return text;
  }

  [[nodiscard]] std::string stream_of(const Turn& turn) const {
    auto target = turn.exchange.request.target;
    target = target.substr(0, target.find('?'));
    if (target.size() > base_.size()) target = target.substr(base_.size() + 1);
    auto text = inside_double_quotes(target);
    replace_all(text, word_, "$name");
    // A query with unusual encoding is part of the target.
    const auto query = turn.request.target.find('?');
    return query == std::string::npos ? text
                                      : text + filled(turn.request.target.substr(query), turn, {});
  }

  /// A value in which data from responses is replaced by shell variables, and times are relative to
  /// now.
  std::string filled(const Template& value, const Turn& turn, const std::string& header) const {
    if (value.find('{') == std::string::npos) return inside_double_quotes(value);
    constexpr std::string_view time = "{time:";
    if (value.starts_with(time)) {
      const auto seconds = value.substr(time.size(), value.find('s') - time.size());
      const bool ahead = value.find("s}") != std::string::npos;
      const auto number =
          ahead ? value.substr(time.size(), value.rfind('s') - time.size()) : seconds;
      return fmt::format("$(date -u -d \"@$(($(date +%s) + {}))\" +%Y-%m-%dT%H:%M:%SZ)",
                         number.starts_with('+') ? number.substr(1) : number);
    }
    auto text = inside_double_quotes(value);
    for (const auto& earlier : turns_) {
      for (const auto& saved : earlier.saved_values) {
        replace_all(text, fmt::format("{{{}}}", saved.variable),
                    fmt::format("${{{}}}", saved.variable));
      }
    }
    if (text.find("{path") == std::string::npos || header.empty()) return text;
    auto path = inside_double_quotes(
        turn.exchange.request.headers.find(header).value_or(std::string_view()));
    if (!base_path_.empty() && path.starts_with(base_path_)) {
      path = "$path" + path.substr(base_path_.size());
    } else {
      path = "$path" + path;
    }
    replace_all(path, word_, "$name");
    return path;
  }

  /// Something began after this turn and before its end.
  [[nodiscard]] bool overlaps(std::size_t i) const {
    const Exchange& exchange = turns_[i].exchange;
    if (exchange.outcome == Outcome::closed_by_us || turns_[i].request.held_bytes > 0) return true;
    const auto later = turns_.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    const bool sent_within = std::any_of(later, turns_.end(), [&](const Turn& turn) {
      return sends(turn) && turn.exchange.sent_order < exchange.done_order;
    });
    const bool waited_within =
        later != turns_.end() && later->waited > Duration::zero() && is_live(turns_[i]);
    return sent_within || waited_within;
  }

  void await_ended_before(const Turn& turn) {
    if (!sends(turn)) return;
    for (const auto open : std::vector<std::size_t>(open_)) {
      const Exchange& exchange = turns_[open].exchange;
      if (exchange.outcome != Outcome::closed_by_us &&
          exchange.done_order < turn.exchange.sent_order) {
        close(open);
      }
    }
  }

  void close(std::size_t i) {
    if (turns_[i].exchange.outcome == Outcome::closed_by_us) {
      line("sleep 0.3");
      line(fmt::format("kill \"$reader{}\" 2>/dev/null", i + 1));
      if (turns_[i].request.held_bytes > 0) line(fmt::format(": >\"$work/{}.gone\"", i + 1));
    }
    line(fmt::format("wait \"$reader{}\" 2>/dev/null", i + 1));
    save(i);
    std::erase(open_, i);
  }

  void save(std::size_t i) {
    for (const auto& saved : turns_[i].saved_values) {
      const auto kind = saved.variable.front();
      const char* name = kind == 'o'   ? "Stream-Next-Offset"
                         : kind == 'e' ? "ETag"
                                       : "Stream-Cursor";
      line(kind == 'v' ? fmt::format("{}=$(control_offset {})", saved.variable, i + 1)
                       : fmt::format("{}=$(header {} {})", saved.variable, i + 1, name));
    }
  }

  const std::vector<Turn>& turns_;
  const std::string& word_;
  std::string base_;
  std::string base_path_;
  std::string text_;
  std::vector<std::size_t> open_;
};

// ---- detection ----------------------------------------------------------------------------------

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

/// How the failure shows: the first difference between the wrong response and that of a correct
/// server, preferring what the evidence mentions.
class Detection {
 public:
  Detection(const fuzz::Finding& finding, const Execution& right)
      : finding_(finding),
        wrong_(finding.reduction.execution.turns[finding.turn() - 1].exchange),
        right_(right.turns.size() < finding.turn() ? wrong_
                                                   : right.turns[finding.turn() - 1].exchange),
        right_execution_(right),
        number_(finding.turn()) {}

  /// A command that succeeds if the failure occurs; nullopt if only the judge can detect it.
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
    return fmt::format("[ \"$(header {} {})\" = {} ]", number_, name, shell_quoted(*wrong));
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
                       printf_format(wrong_.response.body), number_);
  }

  [[nodiscard]] std::optional<std::string> events() const {
    const auto wrong = event_data(wrong_);
    if (wrong == event_data(right_)) return std::nullopt;
    return fmt::format("[ \"$(event_data {} | sed 's/^data: \\{{0,1\\}}//')\" = \"$(printf {})\" ]",
                       number_, printf_format(wrong));
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
      return fmt::format("{}grep -q {} \"$work/{}.body\"", wrong ? "" : "! ", shell_quoted(member),
                         number_);
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
  const Exchange& wrong_;
  const Exchange& right_;
  const Execution& right_execution_;
  std::size_t number_;
};

std::string removals(const Execution& execution) {
  std::set<std::string> suffixes;
  for (const auto& turn : execution.turns) {
    if (turn.request.method != "PUT") continue;
    auto target = turn.exchange.request.target;
    const auto at = target.find(execution.word);
    if (at != std::string::npos) suffixes.insert(target.substr(at + execution.word.size()));
  }
  std::string text;
  for (const auto& suffix : suffixes) {
    text += fmt::format("  ask removal \"$name{}\" -X DELETE\n", inside_double_quotes(suffix));
  }
  return text;
}

/// If even the first stream cannot be created, nothing can be said about the rest.
std::string check_of_setup(const fuzz::Finding& finding) {
  const auto& turns = finding.reduction.execution.turns;
  for (std::size_t i = 0; i + 1 < finding.turn(); ++i) {
    if (turns[i].request.method != "PUT" || turns[i].exchange.response.status / 100 != 2) continue;
    return fmt::format(
        "case $(status {}) in 2*) ;; *) echo 'The server refuses a request that is needed to get "
        "there.'; "
        "exit 2 ;; esac\n",
        i + 1);
  }
  return "";
}

}  // namespace

std::string shell_script(const fuzz::Finding& finding) {
  const auto& execution = finding.reduction.execution;
  Requests requests(execution);
  const auto sent = requests.text();
  const auto right =
      fuzz::simulated_runner(repeatable_rules(), "right")({})->execute(finding.reduction.sequence);
  const auto check = Detection(finding, right).command();
  return fmt::format(
      "#!/bin/sh\n# {}: {}\n# Expected {}\n# Got {}\n"
      "# Usage: sh {}.sh [URL below which to create streams]\n"
      "# Exit status: 1 if the bug occurs, 0 if it does not, 2 if that is unknown.\n\n"
      "base=${{1:-{}}}\npath=/${{base#*://*/}}\n"
      "case ${{base#*://}} in */*) ;; *) path= ;; esac\n\n{}\n"
      "execute() {{\n{}}}\nremove() {{\n{}  :\n}}\nseen() {{ {}; }}\n\n"
      "turn=0\nwhile [ $turn -lt {} ]; do\n  turn=$((turn + 1)) name=conform-$$-$turn\n  execute\n"
      "  end_readers\n  if seen; then\n    remove\n    echo 'The bug occurs.'\n    exit 1\n"
      "  fi\n  remove\ndone\n{}",
      finding.id, clean_line(finding.rule.title), clean_line(finding.violation().mismatch.expected),
      clean_line(finding.violation().mismatch.got), finding.id, shell_quoted(requests.base()),
      helpers, sent, removals(execution), check.value_or("false"), executions_to_judge(finding),
      check ? fmt::format("[ -s \"$work/{}.head\" ] || exit 2\n{}echo 'The bug does not occur.'\n",
                          finding.turn(), check_of_setup(finding))
            : std::string("echo 'A script cannot check this: use conform replay.'\n"
                          "exit 2\n"));
}

}  // namespace conform::reports
