// `conform fuzz --malformed`
#pragma once

#include "harness/cli/options/settings.hpp"

namespace conform {

/// Gives the status to exit with.
int malformed_command(const Settings& settings);

}  // namespace conform
