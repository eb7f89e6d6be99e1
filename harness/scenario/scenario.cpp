#include "harness/scenario/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform {
namespace {

void add_new(const std::vector<std::string>& ids, std::vector<std::string>& all) {
  for (const std::string& id : ids) {
    if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
  }
}

}  // namespace

std::string to_string(const Place& place) {
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string_view base_id(const Scenario& scenario) {
  return std::string_view(scenario.id).substr(0, scenario.id.find('['));
}

bool expects(const Step& step) {
  const auto* receive = std::get_if<ReceiveStep>(&step.action);
  return step.expect.has_value() || (receive != nullptr && receive->none);
}

bool is_under_test(const Scenario& scenario, std::size_t step) {
  if (scenario.steps[step].tests || !scenario.steps[step].proves.empty()) return true;
  const auto later = scenario.steps.begin() + static_cast<std::ptrdiff_t>(step) + 1;
  return expects(scenario.steps[step]) && std::none_of(later, scenario.steps.end(), expects);
}

std::vector<std::string> all_proven(const Scenario& scenario) {
  std::vector<std::string> all;
  add_new(scenario.proves, all);
  for (const Step& step : scenario.steps) add_new(step.proves, all);
  return all;
}

}  // namespace conform
