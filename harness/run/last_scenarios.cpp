#include "harness/run/last_scenarios.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

/// Few enough to be listed.
constexpr std::size_t few = 3;

}  // namespace

void LastScenarios::note_left(std::size_t count, Instant now) {
  if (count > few) {
    since_.reset();
  } else if (!since_) {
    since_ = now;
  }
}

void LastScenarios::note_ended(const std::string& scenario) {
  if (since_) ended_.push_back(scenario);
}

std::optional<std::string> LastScenarios::summary(Instant began, Instant now) const {
  if (!since_ || ended_.empty()) return std::nullopt;
  const auto all = now - began;
  const auto waited = now - *since_;
  if (waited < limits::reported_wait || waited * 3 < all) return std::nullopt;
  auto last = ended_;
  std::reverse(last.begin(), last.end());
  last.resize(std::min(last.size(), few));
  return fmt::format("{:.0f} s of {:.0f} s were spent waiting for the last tests: {}",
                     in_seconds(waited), in_seconds(all), fmt::join(last, ", "));
}

}  // namespace conform
