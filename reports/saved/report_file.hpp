// Files that reports are written to. "-" is the standard output.
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"

namespace conform::reports {

// Errors are sentences that name the path, say why, and what to do.

/// Tries, before a run, what write_report will do after it: minutes of work should not end in a
/// report that cannot be written. Leaves nothing behind.
[[nodiscard]] Expected<void, std::string> check_writable(const std::string& path);

/// Writes the whole text, or leaves what stood under that name as it was. The name then never holds
/// half a report, not even for a moment.
[[nodiscard]] Expected<void, std::string> write_report(const std::string& path,
                                                       std::string_view text);

}  // namespace conform::reports
