// A finding as a shell script: it starts the server, sends the same requests, ends the server in
// the same way, and shows the response that was wrong.
#pragma once

#include <string>

#include "harness/durability/execution.hpp"

namespace conform::durability {

/// `title` says in one line what was found.
[[nodiscard]] std::string shell_script(const std::string& title, const Execution& execution,
                                       const Violation& violation, const ServerOptions& options);

}  // namespace conform::durability
