// The load that a scenario is: how many requests it has under way at once, and how large they are.
#pragma once

#include <cstddef>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// The most requests that it has under way at once, live reads included.
[[nodiscard]] std::size_t peak_requests(const Scenario& scenario);

/// Bytes of the bodies that it writes, and reads again; 0 if they are few.
[[nodiscard]] std::size_t large_bytes(const Scenario& scenario);

/// Whether one of its live reads stays open while it only waits for time to pass.
[[nodiscard]] bool holds_reads_while_idle(const Scenario& scenario);

}  // namespace conform
