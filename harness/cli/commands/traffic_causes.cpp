#include "harness/cli/commands/traffic_causes.hpp"

#include <algorithm>
#include <utility>

#include "reports/run_summary.hpp"

namespace conform {

void TrafficCauses::add(const Result& result) {
  if (result.suite != reports::client_suite) return of_server_.add(result);
  RootCauses alone;
  alone.add(result);
  for (auto& cause : alone.ranked()) of_clients_.push_back(std::move(cause));
}

void TrafficCauses::rank(RunFinished& finished) const {
  auto ranked = of_server_.ranked();
  for (const auto& cause : of_clients_) {
    const auto is_milder = [&](const RootCause& one) {
      return cause.verdict == Verdict::fail && one.verdict != Verdict::fail;
    };
    ranked.insert(std::find_if(ranked.begin(), ranked.end(), is_milder), cause);
  }
  finished.root_causes = std::move(ranked);
  finished.start_with = start_with(finished.root_causes);
}

}  // namespace conform
