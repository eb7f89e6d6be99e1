#include "harness/cli/commands/campaign_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "fuzz/campaign/finding.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/output.hpp"
#include "reports/text/clean.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr auto line_interval = 60s;

double per_second(std::uint64_t count, const fuzz::CampaignState& state) {
  return static_cast<double>(count) / std::max(state.took.count(), 0.001);
}

std::string work_in_hand(const fuzz::CampaignState& state) {
  if (state.reducing.empty()) return "nothing to reduce";
  return state.waiting == 0
             ? fmt::format("reducing {}", state.reducing)
             : fmt::format("reducing {}, {} more to come", state.reducing, state.waiting);
}

}  // namespace

std::string time_since(std::chrono::duration<double> time) {
  constexpr double minute = 60;
  constexpr double hour = 60 * minute;
  if (time.count() < 2 * minute) return fmt::format("{:.0f} s", time.count());
  if (time.count() < 2 * hour) return fmt::format("{:.0f} min", time.count() / minute);
  return fmt::format("{:.0f} h", time.count() / hour);
}

std::string status_text(const fuzz::CampaignState& state) {
  return fmt::format(
      "{}: {} sequences, {} operations ({:.0f}/s), {} exchanges ({:.0f}/s)\n"
      "{} features, {} sequences kept; last new behaviour {} ago\n"
      "{} found{}; {}{}",
      time_since(state.took), state.executions, state.operations,
      per_second(state.operations, state), state.exchanges, per_second(state.exchanges, state),
      state.features, state.corpus, time_since(state.since_feature), state.findings,
      state.findings == 0 ? "" : fmt::format(", the last {} ago", time_since(state.since_finding)),
      work_in_hand(state),
      state.restarts == 0 ? "" : fmt::format("; server started again {} times", state.restarts));
}

CampaignScreen::CampaignScreen() : next_line_(std::chrono::steady_clock::now() + line_interval) {
  const auto terminal = query_terminal(fileno(stderr));
  is_terminal_ = terminal.is_terminal;
  columns_ = terminal.columns;
}

CampaignScreen::~CampaignScreen() {
  clear();
}

void CampaignScreen::clear() {
  for (; drawn_ > 0; --drawn_) print_error("\x1b[A\r\x1b[K");
}

void CampaignScreen::on(const fuzz::CampaignState& state) {
  auto text = status_text(state);
  if (is_terminal_) {
    clear();
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      print_error("{}\n", text.substr(0, std::min<std::size_t>(end, columns_ - 1)));
      text.erase(0, end + 1);
      ++drawn_;
    }
  } else if (std::chrono::steady_clock::now() >= next_line_) {
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      text.replace(end, 1, "; ");
    }
    print_error("{}\n", text);
    next_line_ = std::chrono::steady_clock::now() + line_interval;
  }
}

void CampaignScreen::on(const fuzz::Finding& finding) {
  if (!is_terminal_) return;
  clear();
  const auto line = fmt::format("{} ({}): {}", finding.id, to_string(finding.rule.level),
                                reports::clean_line(finding.rule.title));
  print_error("{}\n", line.substr(0, columns_ - 1));
}

}  // namespace conform
