// What the judge has found, as results like those of scenarios.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// The verdict for a promise that was seen broken.
[[nodiscard]] Verdict broken(Level level);

/// A copy to keep, without the bulk of large bodies.
[[nodiscard]] Exchange shortened(Exchange exchange);

/// An exchange that broke a rule, and the shell lines that show it again.
struct FailedExchange {
  Exchange exchange;
  std::string curl{};
};

/// One for each rule. `accused` are exchanges that broke one, by number.
[[nodiscard]] std::vector<Result> rule_results(
    const std::vector<RuleRecord>& records, const std::map<std::uint64_t, FailedExchange>& accused);

}  // namespace conform
