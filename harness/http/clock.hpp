// The clock of this process: the system's clock as it was when first asked for, and a monotonic
// clock from then on. It never goes back, whatever the system's clock is set to.
#pragma once

#include <chrono>

#include "harness/http/instant.hpp"

namespace conform::clock {

[[nodiscard]] Instant now();
/// The same time of the monotonic clock, for timers.
[[nodiscard]] std::chrono::steady_clock::time_point steady(Instant when);
/// By how much the system's clock has been set since, forwards or back. What clocks differ by
/// without having been set is less than a second.
[[nodiscard]] Duration set_by();

}  // namespace conform::clock
