// What the probe has found, as results like those of scenarios.
#pragma once

#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/probe.hpp"

namespace conform {

/// Of a capability that is required and not there, or not known to be.
[[nodiscard]] Result missing_requirement(const Capability& capability);
/// "capability.forks-ignored": a warning that a client must not rely on the feature.
[[nodiscard]] Result ignored_feature(const ProbeEvidence& seen);
/// "capability.now-dropped": a well-formed request whose connection was dropped each time.
[[nodiscard]] Result dropped_connection(const ProbeEvidence& seen);

/// Every id that these can have.
[[nodiscard]] std::vector<std::string> capability_result_ids();

}  // namespace conform
