// Saved results, as commands read them.
#pragma once

#include <string>

#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/saved/saved_run.hpp"

namespace conform {

/// Says so on the standard error when another version wrote it. The error is one sentence.
[[nodiscard]] Expected<reports::SavedRun, std::string> saved_run(const std::string& path,
                                                                 const Catalogue& catalogue);

}  // namespace conform
