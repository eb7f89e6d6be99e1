#include "harness/run/demand.hpp"

#include <algorithm>
#include <set>

namespace conform {
namespace {

/// How many requests a step has under way besides the live reads.
std::size_t own_requests(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return send->together;
  const bool sends = std::holds_alternative<ReadStep>(step.action) ||
                     std::holds_alternative<RawStep>(step.action) ||
                     std::holds_alternative<ReceiveStep>(step.action);
  return sends ? 1 : 0;
}

}  // namespace

std::size_t peak_requests(const Scenario& scenario) {
  std::set<std::string> open;
  std::size_t peak = 1;
  for (const auto& step : scenario.steps) {
    if (std::holds_alternative<OpenStep>(step.action)) open.insert(step.label);
    if (const auto* done = std::get_if<HangUpStep>(&step.action)) open.erase(done->name);
    peak = std::max(peak, open.size() + own_requests(step));
  }
  return peak;
}

bool holds_reads_while_idle(const Scenario& scenario) {
  std::set<std::string> open;
  for (const auto& step : scenario.steps) {
    if (std::holds_alternative<OpenStep>(step.action)) open.insert(step.label);
    if (const auto* done = std::get_if<HangUpStep>(&step.action)) open.erase(done->name);
    const bool lets_time_pass =
        std::holds_alternative<WaitStep>(step.action) ||
        (!scenario.observe.empty() && std::holds_alternative<AwaitStep>(step.action));
    if (lets_time_pass && !open.empty()) return true;
  }
  return false;
}

}  // namespace conform
