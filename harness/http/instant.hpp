// The only type for times: nanoseconds since 1970-01-01T00:00:00Z, never going back.
//
// On real transports an Instant is the wall clock, read once at start, plus a monotonic clock from
// then on, so that durations are exact and absolute times (Stream-Expires-At) are meaningful. On
// the simulated transport it is a virtual clock.
#pragma once

#include <chrono>

namespace conform {

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::sys_time<Duration>;

[[nodiscard]] constexpr double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace conform
