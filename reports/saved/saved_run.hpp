// Saved results: the JSON report or an events file, distinguished by their content. The file is
// untrusted: it is bounded, validated, and cleaned like data from a server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "reports/finding.hpp"
#include "reports/run.hpp"

namespace conform::reports {

inline constexpr std::size_t max_saved_bytes = std::size_t{64} << 20U;

struct SavedRun {
  std::string path;
  Run run;
};

/// The error is one sentence that names the file.
[[nodiscard]] Expected<SavedRun, std::string> read_saved_run(const std::string& path,
                                                             const Context& context);

/// The same for a text; the error does not name the file. An events file without its end is a run
/// that was stopped early.
[[nodiscard]] Expected<Run, std::string> run_from(std::string_view text, const Context& context);

}  // namespace conform::reports
