// Results that were saved: the JSON report or an events file, told apart by what is in them. Such a
// file may have gone through many hands: it is bounded, checked, and cleaned like a server's bytes.
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

/// The same of a text; the error does not name the file. An events file without its end is a run
/// that was stopped early.
[[nodiscard]] Expected<Run, std::string> run_from(std::string_view text, const Context& context);

}  // namespace conform::reports
