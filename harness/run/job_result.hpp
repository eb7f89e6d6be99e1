// The result of a finished job.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/run/event.hpp"
#include "harness/run/job.hpp"

namespace conform {

/// Without the duration. `capacity`: how many requests at once the server can handle, if known.
[[nodiscard]] Result result_of(const Job& job, std::optional<std::size_t> capacity);

/// For a scenario that only observes: what it saw, or why it is not known.
[[nodiscard]] std::string observation_of(const Job& job);

}  // namespace conform
