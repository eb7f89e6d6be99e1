// How a script sees whether the failure of a finding occurs.
#pragma once

#include <optional>
#include <string>

#include "fuzz/campaign/executor.hpp"
#include "fuzz/campaign/finding.hpp"

namespace conform::reports {

/// A command that succeeds if the failure occurs; nullopt if only the judge can detect it. `right`:
/// the same sequence on a correct server. The command looks at the first difference between the
/// wrong response and that of the correct server, preferring what the evidence mentions.
[[nodiscard]] std::optional<std::string> detection_command(const fuzz::Finding& finding,
                                                           const fuzz::Execution& right);

}  // namespace conform::reports
