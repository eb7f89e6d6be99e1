#include "harness/run/stall_watch.hpp"

#include <algorithm>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr Duration period = 25ms;
/// A tick this late means that the process did not run.
constexpr Duration tolerance = 50ms;
/// Older stalls are irrelevant to what is still under way.
constexpr std::size_t max_stalls = 1024;

}  // namespace

StallWatch::StallWatch(Transport& transport) : transport_(transport), last_tick_(transport.now()) {
  timer_ = transport_.at(last_tick_ + period, [this] { tick(); });
}

StallWatch::~StallWatch() {
  transport_.cancel_timer(timer_);
}

void StallWatch::tick() {
  const Instant now = transport_.now();
  if (now - last_tick_ > period + tolerance) {
    if (stalls_.size() == max_stalls) stalls_.erase(stalls_.begin());
    // The tick itself was due only after the period.
    stalls_.push_back({last_tick_ + period, now});
  }
  last_tick_ = now;
  timer_ = transport_.at(now + period, [this] { tick(); });
}

Duration StallWatch::held_up(Instant from, Instant to) const {
  Duration total{};
  const auto add = [&](const Stall& stall) {
    const auto overlap = std::min(to, stall.to) - std::max(from, stall.from);
    if (overlap > Duration::zero()) total += overlap;
  };
  for (const auto& stall : stalls_) add(stall);
  // A stall that is ending right now has not been noticed by a tick yet.
  const Instant now = transport_.now();
  if (now - last_tick_ > period + tolerance) add({last_tick_ + period, now});
  return total;
}

}  // namespace conform
