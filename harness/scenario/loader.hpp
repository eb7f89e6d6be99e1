// Loads suites into a catalogue, or reports every error in them.
#pragma once

#include <span>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/scenario/load_error.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {

/// Scenarios in one folder may cite requirements of another. Errors are sorted by file name and
/// line; if there are errors in requirements, only those are returned.
[[nodiscard]] Expected<Catalogue, std::vector<LoadError>> load(
    std::span<const SuiteFolder> folders);

}  // namespace conform
