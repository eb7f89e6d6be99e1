// Which capabilities a scenario needs, derived from what it sends, so that suites need not list
// them.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// The names from known_capabilities() implied by the steps, with the variables of the scenario's
/// case substituted; each once, in that order. A GET of a stream needs `read`, a header the feature
/// that it belongs to. What only shows in responses (an `expect`) adds nothing. Requests to a URL
/// that an earlier step saved are ignored: the scenario's own `needs` must cover those.
[[nodiscard]] std::vector<std::string> needs_of(const Scenario& scenario);

}  // namespace conform
