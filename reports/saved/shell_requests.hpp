// The requests of a finding as shell commands, in the original order and with the original
// overlaps.
#pragma once

#include <string>
#include <string_view>

#include "fuzz/campaign/executor.hpp"

namespace conform::reports {

struct ShellRequests {
  std::string base;      ///< the URL below which the streams were
  std::string commands;  ///< in lines; streams have `$name` in theirs
  std::string removals;  ///< the commands that delete the streams
};

[[nodiscard]] ShellRequests shell_requests(const fuzz::Execution& execution);

/// The arguments with which printf prints these bytes.
[[nodiscard]] std::string printf_arguments(std::string_view bytes);

}  // namespace conform::reports
