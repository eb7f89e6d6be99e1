#include "reports/saved/shell_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "harness/run/shell_text.hpp"

namespace conform::reports {
namespace {

using fuzz::Act;
using fuzz::Execution;
using fuzz::Turn;
using shell::in_double_quotes;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

class RequestCommands {
 public:
  explicit RequestCommands(const Execution& execution)
      : turns_(execution.turns), word_(execution.word) {
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
                       printf_arguments(turns_[i].exchange.request.body), i + 1));
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
    auto text = in_double_quotes(target);
    replace_all(text, word_, "$name");
    // A query with unusual encoding is part of the target.
    const auto query = turn.request.target.find('?');
    return query == std::string::npos ? text
                                      : text + filled(turn.request.target.substr(query), turn, {});
  }

  /// A value in which data from responses is replaced by shell variables, and times are relative to
  /// now.
  std::string filled(const Template& value, const Turn& turn, const std::string& header) const {
    if (value.find('{') == std::string::npos) return in_double_quotes(value);
    constexpr std::string_view time = "{time:";
    if (value.starts_with(time)) {
      const auto seconds = value.substr(time.size(), value.find('s') - time.size());
      const bool ahead = value.find("s}") != std::string::npos;
      const auto number =
          ahead ? value.substr(time.size(), value.rfind('s') - time.size()) : seconds;
      return fmt::format("$(date -u -d \"@$(($(date +%s) + {}))\" +%Y-%m-%dT%H:%M:%SZ)",
                         number.starts_with('+') ? number.substr(1) : number);
    }
    auto text = in_double_quotes(value);
    for (const auto& earlier : turns_) {
      for (const auto& saved : earlier.saved_values) {
        replace_all(text, fmt::format("{{{}}}", saved.variable),
                    fmt::format("${{{}}}", saved.variable));
      }
    }
    if (text.find("{path") == std::string::npos || header.empty()) return text;
    auto path =
        in_double_quotes(turn.exchange.request.headers.find(header).value_or(std::string_view()));
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
    text += fmt::format("  ask removal \"$name{}\" -X DELETE\n", in_double_quotes(suffix));
  }
  return text;
}

}  // namespace

ShellRequests shell_requests(const Execution& execution) {
  RequestCommands requests(execution);
  return {requests.base(), requests.text(), removals(execution)};
}

std::string printf_arguments(std::string_view bytes) {
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

}  // namespace conform::reports
