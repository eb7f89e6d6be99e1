// A run as the command that starts it again, for people to copy.
#pragma once

#include <string>

#include "harness/cli/options/fuzz_settings.hpp"
#include "harness/cli/options/prove_settings.hpp"
#include "harness/cli/options/settings.hpp"

namespace conform {

/// What is asked of the target and what is selected; reports are left out, and so are the values of
/// headers, which may be credentials.
[[nodiscard]] std::string command_line(const Settings& settings);

/// The same without a selection of suites, scenarios or levels.
[[nodiscard]] std::string command_line_of_target(const Settings& settings);

/// Plays the finding of that file again on the same target.
[[nodiscard]] std::string command_line_of_replay(const std::string& file, const Settings& settings);

/// The campaign once more, on the corpus that it has left.
[[nodiscard]] std::string command_line(const FuzzSettings& settings);

[[nodiscard]] std::string command_line(const ProveSettings& settings);

}  // namespace conform
