// What no transport sends, because an HTTP client could only send something else in its place.
#pragma once

#include <string>

#include "harness/http/message.hpp"

namespace conform {

/// Why the request cannot be sent as it is, in one sentence; empty when it can be. What is refused
/// here can be sent as raw bytes.
[[nodiscard]] std::string request_problem(const http::Request& request);

}  // namespace conform
