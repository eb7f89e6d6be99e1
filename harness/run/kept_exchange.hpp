// An exchange as it is kept for reports: small, however much the server sent.
#pragma once

#include <cstddef>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// A copy in which everything that is long ends with how many bytes or events were left out:
/// bodies, the headers of the response, the data of events.
[[nodiscard]] Exchange shortened(const Exchange& exchange);

/// The same, but with the whole body of the request, which a script has to send again.
[[nodiscard]] Exchange with_shortened_response(const Exchange& exchange);

/// Approximate memory use.
[[nodiscard]] std::size_t weight_of(const Exchange& exchange);

}  // namespace conform
