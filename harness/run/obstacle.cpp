#include "harness/run/obstacle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform {
namespace {

std::optional<Obstacle> lacking(const Scenario& scenario,
                                const std::vector<Capability>& capabilities) {
  std::optional<Obstacle> unknown;
  for (const auto& capability : capabilities) {
    const bool is_needed = std::find(scenario.needs.begin(), scenario.needs.end(),
                                     capability.name) != scenario.needs.end();
    if (!is_needed || capability.present()) continue;
    if (capability.presence == Presence::absent) {
      return Obstacle{Verdict::skip, fmt::format("no {}: {}", capability.name, capability.how)};
    }
    if (unknown) continue;
    unknown = {Verdict::inconclusive,
               fmt::format("not known whether there is {}: {}", capability.name, capability.how)};
  }
  return unknown;
}

}  // namespace

std::optional<Obstacle> obstacle_of(const Job& job, const std::vector<Capability>& capabilities,
                                    bool one_at_a_time) {
  if (auto obstacle = lacking(*job.scenario, capabilities)) return obstacle;
  if (one_at_a_time && (job.peak > 1 || job.holds_reads)) {
    return Obstacle{Verdict::skip,
                    "the server serves one connection at a time, and this needs more"};
  }
  return std::nullopt;
}

}  // namespace conform
