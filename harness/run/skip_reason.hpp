// Why a scenario is not run against a target.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/job.hpp"

namespace conform {

struct SkipReason {
  Verdict verdict = Verdict::skip;
  std::string reason;
};

/// From the target's capabilities and whether it serves one connection at a time; nullopt if there
/// is no reason. A capability known to be absent takes precedence over one that is unknown.
[[nodiscard]] std::optional<SkipReason> skip_reason_of(const Job& job,
                                                       const std::vector<Capability>& capabilities,
                                                       bool one_at_a_time);

}  // namespace conform
