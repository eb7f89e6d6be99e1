// How long a scenario waits on purpose, whatever the server does.
#pragma once

#include "harness/scenario/scenario.hpp"

namespace conform {

[[nodiscard]] Duration planned_wait(const Scenario& scenario);

}  // namespace conform
