// Why a scenario is not tried with a target.
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

/// Of what a target can do, and whether it serves one connection at a time; nullopt for no
/// reason. What is surely not there weighs more than what is not known.
[[nodiscard]] std::optional<SkipReason> skip_reason_of(const Job& job,
                                                       const std::vector<Capability>& capabilities,
                                                       bool one_at_a_time);

}  // namespace conform
