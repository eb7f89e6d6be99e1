// What the probe found, as results like those of scenarios.
#pragma once

#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/probe.hpp"

namespace conform {

/// For a capability that is required and absent or unknown.
[[nodiscard]] Result missing_requirement(const Capability& capability);
/// "capability.forks-ignored": a warning that a client must not rely on the feature.
[[nodiscard]] Result ignored_feature(const ProbeEvidence& seen);
/// "capability.now-dropped": a well-formed request whose connection was dropped every time.
[[nodiscard]] Result dropped_connection(const ProbeEvidence& seen);

/// All ids of these results.
[[nodiscard]] std::vector<std::string> capability_result_ids();

}  // namespace conform
