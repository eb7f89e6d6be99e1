#include "harness/run/prerequisites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace conform {
namespace {

bool is_failure(const Result& result) {
  return result.verdict == Verdict::fail || result.verdict == Verdict::warn;
}

}  // namespace

void Prerequisites::expect(const Scenario& scenario) {
  if (!scenario.shows.empty()) ++prerequisites_[scenario.shows].outstanding;
}

bool Prerequisites::is_open(const std::vector<std::string>& needs) const {
  return std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
    const auto found = prerequisites_.find(need);
    return found != prerequisites_.end() && found->second.outstanding > 0;
  });
}

Result Prerequisites::judged(Held held) const {
  for (const auto& need : held.needs) {
    const auto found = prerequisites_.find(need);
    if (found == prerequisites_.end() || found->second.failed.empty()) continue;
    held.result.verdict = Verdict::blocked;
    held.result.message = fmt::format("'{}' does not work at all, see {}: {}", need,
                                      found->second.failed, held.result.message);
    break;
  }
  return std::move(held.result);
}

std::vector<Result> Prerequisites::settle(Result result, const Scenario& scenario) {
  std::vector<Result> ready;
  if (const auto shown = prerequisites_.find(scenario.shows); shown != prerequisites_.end()) {
    if (shown->second.outstanding > 0) --shown->second.outstanding;
    if (result.verdict == Verdict::fail && shown->second.failed.empty()) {
      shown->second.failed = result.id;
    }
    ready.push_back(std::move(result));
  } else if (is_failure(result)) {
    held_.push_back({std::move(result), scenario.needs});
  } else {
    ready.push_back(std::move(result));
  }
  std::vector<Held> still_held;
  for (auto& one : held_) {
    if (is_open(one.needs)) {
      still_held.push_back(std::move(one));
    } else {
      ready.push_back(judged(std::move(one)));
    }
  }
  held_ = std::move(still_held);
  return ready;
}

std::vector<Result> Prerequisites::rest() {
  std::vector<Result> ready;
  for (auto& one : std::exchange(held_, {})) ready.push_back(judged(std::move(one)));
  return ready;
}

}  // namespace conform
