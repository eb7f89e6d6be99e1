// A run of the suites against one server in this process, and many of them at once.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fixtures/server/rules/rules.hpp"
#include "harness/run/event.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// The results of one run.
struct TrialResults {
  std::vector<Result> failures;
  std::vector<std::string> faults;  ///< of conform itself
  std::set<std::string> skipped;    ///< scenario ids, without their cases
  std::size_t blocked = 0;
  std::string start_with;
  std::string unusable;
};

/// On a virtual clock.
[[nodiscard]] TrialResults run_simulated(server::Rules rules, const Selected& selected);

[[nodiscard]] TrialResults run_over_http(server::Rules rules, const Selected& selected);

/// Calls `work(i)` for every i below `count`, on all cores.
void on_all_cores(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace conform
