// Runs again whenever a watched file changes, until somebody ends the program.
#pragma once

#include <functional>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// How a run ended for whoever might start another.
struct RunEnd {
  int status = 0;
  bool interrupted = false;  ///< by the user, who wants no other
};

/// Gives the status to exit with.
[[nodiscard]] int run_and_watch(const Settings& settings, const std::function<RunEnd()>& run);

}  // namespace conform
