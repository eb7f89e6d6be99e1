// The load a scenario puts on a server: how many requests it has under way at once.
#pragma once

#include <cstddef>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// The most requests that it has under way at once, live reads included.
[[nodiscard]] std::size_t peak_requests(const Scenario& scenario);

/// Whether one of its live reads stays open while it only waits for time to pass.
[[nodiscard]] bool holds_reads_while_idle(const Scenario& scenario);

}  // namespace conform
