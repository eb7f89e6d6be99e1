// Saved results, as loaded by commands.
#pragma once

#include <string>

#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/saved/saved_run.hpp"

namespace conform {

/// Warns on the standard error output if another version wrote it. The error is one sentence.
[[nodiscard]] Expected<reports::SavedRun, std::string> saved_run(const std::string& path,
                                                                 const Catalogue& catalogue);

}  // namespace conform
