#include "harness/run/planned_wait.hpp"

namespace conform {

using namespace std::chrono_literals;

Duration planned_wait(const Scenario& scenario) {
  Duration total{};
  for (const auto& step : scenario.steps) {
    if (const auto* wait = std::get_if<WaitStep>(&step.action)) total += wait->until;
    if (step.expect && step.expect->at_least) total += *step.expect->at_least;
    if (step.within) total += 1ms;
  }
  return total;
}

}  // namespace conform
