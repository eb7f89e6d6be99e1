// Files that reports are written to. "-" stands for the standard output.
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"

namespace conform::reports {

// Errors are sentences that name the path and say why, and what to do.

/// Checks, before a run, that write_report will succeed after it, so that minutes of work do not
/// end in a report that cannot be written. Leaves no file behind.
[[nodiscard]] Expected<void, std::string> check_writable(const std::string& path);

/// Writes the whole text, or leaves the existing file unchanged: the file never contains a partial
/// report. Credentials are left out.
[[nodiscard]] Expected<void, std::string> write_report(const std::string& path,
                                                       std::string_view text);

}  // namespace conform::reports
