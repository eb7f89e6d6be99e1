// `conform fuzz --malformed`
#pragma once

#include "harness/cli/options/settings.hpp"

namespace conform {

/// Returns the exit status.
int malformed_command(const Settings& settings);

}  // namespace conform
