// Requests that no transport sends, because an HTTP client could only send something else instead.
#pragma once

#include <string>

#include "harness/transport/transport.hpp"

namespace conform {

/// Why the request cannot be sent unchanged, in one sentence; empty if it can. What is refused here
/// can be sent as raw bytes.
[[nodiscard]] std::string request_problem(const Transmission& transmission);

}  // namespace conform
