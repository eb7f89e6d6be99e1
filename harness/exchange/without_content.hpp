// An exchange without what may be large.
#pragma once

#include "harness/exchange/exchange.hpp"

namespace conform {

/// A copy without the bodies, the headers of the response and the events.
[[nodiscard]] Exchange without_content(const Exchange& exchange);

}  // namespace conform
