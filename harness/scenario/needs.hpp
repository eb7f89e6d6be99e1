// Which capabilities a scenario needs by what it sends, so that no suite has to say it.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// The names of known_capabilities() that follow from the steps, with the variables of the
/// scenario's case filled in; each once, in that order. A GET of a stream needs `read`, a header
/// the feature that it belongs to. What only answers show (an `expect`) needs nothing. A request to
/// a URL that an earlier step saved is not looked at: the scenario's own `needs` speak for it.
[[nodiscard]] std::vector<std::string> needs_of(const Scenario& scenario);

}  // namespace conform
