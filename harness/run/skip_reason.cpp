#include "harness/run/skip_reason.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform {
namespace {

std::optional<SkipReason> lacking(const Scenario& scenario,
                                  const std::vector<Capability>& capabilities) {
  std::optional<SkipReason> unknown;
  for (const auto& capability : capabilities) {
    const bool is_needed = std::find(scenario.needs.begin(), scenario.needs.end(),
                                     capability.name) != scenario.needs.end();
    if (!is_needed || capability.present()) continue;
    if (capability.presence == Presence::absent) {
      return SkipReason{Verdict::skip, fmt::format("no {}: {}", capability.name, capability.how)};
    }
    if (unknown) continue;
    unknown = {Verdict::inconclusive, fmt::format("unknown whether the server has {}: {}",
                                                  capability.name, capability.how)};
  }
  return unknown;
}

}  // namespace

std::optional<SkipReason> skip_reason_of(const Job& job,
                                         const std::vector<Capability>& capabilities,
                                         bool one_at_a_time) {
  if (auto skip_reason = lacking(*job.scenario, capabilities)) return skip_reason;
  if (one_at_a_time && (job.peak > 1 || job.holds_reads)) {
    return SkipReason{Verdict::skip,
                      "needs several connections, and the server handles one at a time"};
  }
  return std::nullopt;
}

}  // namespace conform
