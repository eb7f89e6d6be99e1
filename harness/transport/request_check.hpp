// What no transport sends, because an HTTP client could only send something else in its place.
#pragma once

#include <string>

#include "harness/http/message.hpp"

namespace conform {

/// One sentence that begins with "not sent:", or an empty string when the request can be sent as it
/// is. What is refused here can be sent as raw bytes.
[[nodiscard]] std::string request_problem(const http::Request& request);

}  // namespace conform
