#include "harness/run/sweep_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "harness/scenario/duration.hpp"

namespace conform {
namespace {

/// Of one delay, in a whole sweep.
constexpr int max_repeats = 2;

/// If nothing could be concluded from some, one in so many must have passed.
constexpr std::size_t enough_of_delays = 3;

std::string shown(Duration delay) {
  return to_string(std::chrono::round<std::chrono::microseconds>(delay));
}

}  // namespace

bool SweepProgress::advance(Instant now) {
  ++passed_;
  last_passed_ = index_;
  return go_on(now);
}

bool SweepProgress::go_on(Instant now) {
  ++executed_;
  const auto left = sweep_.delays.size() - 1 - index_;
  if (left == 0) return false;
  const Duration spent = now - began_;
  const Duration each =
      std::max<Duration>(spent / static_cast<Duration::rep>(executed_), Duration(1));
  const auto affordable = (limit_ - spent) / each;
  if (affordable <= 0) return false;
  const auto rounds = std::min(left, static_cast<std::size_t>(affordable));
  index_ += (left + rounds - 1) / rounds;
  return true;
}

bool SweepProgress::may_repeat() {
  if (repeated_ == max_repeats) return false;
  ++repeated_;
  return true;
}

bool SweepProgress::leave_out(Instant now) {
  return go_on(now);
}

bool SweepProgress::has_enough() const {
  return passed_ == executed_ || passed_ * enough_of_delays >= sweep_.delays.size();
}

std::string SweepProgress::words() const {
  std::string text = fmt::format("with a delay of {}", shown(delay()));
  if (passed_ == 0) return text;
  return fmt::format("{}; {} to {} passed", text, shown(sweep_.delays.front()),
                     shown(sweep_.delays[last_passed_]));
}

}  // namespace conform
