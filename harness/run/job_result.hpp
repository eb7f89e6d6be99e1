// What the end of a job comes to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/run/event.hpp"
#include "harness/run/job.hpp"

namespace conform {

/// Without the time that it took. `capacity`: so many requests at once the server takes, where that
/// is known.
[[nodiscard]] Result result_of(const Job& job, std::optional<std::size_t> capacity);

/// Of a scenario that only observes: what it saw, or why it is not known.
[[nodiscard]] std::string observation_of(const Job& job);

}  // namespace conform
