// What the judge found, as results like those of scenarios.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/run/event.hpp"
#include "harness/run/kept_exchange.hpp"

namespace conform {

/// The result for a requirement that was violated.
[[nodiscard]] Verdict broken(Level level);

/// An exchange that violated a rule, and the shell commands that reproduce it.
struct FailedExchange {
  Exchange exchange;
  std::string curl{};
};

/// One for each rule. `failed` are exchanges that violated one, by number.
[[nodiscard]] std::vector<Result> rule_results(
    const std::vector<RuleRecord>& records, const std::map<std::uint64_t, FailedExchange>& failed);

}  // namespace conform
