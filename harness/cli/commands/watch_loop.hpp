// Reruns whenever a watched file changes, until the user stops the program.
#pragma once

#include <functional>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// How a run ended, for deciding whether to start another.
struct RunEnd {
  int status = 0;
  bool interrupted = false;  ///< by the user: start no further runs
};

/// Returns the exit status.
[[nodiscard]] int run_and_watch(const Settings& settings, const std::function<RunEnd()>& run);

}  // namespace conform
