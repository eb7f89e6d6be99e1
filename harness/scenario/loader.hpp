// Reads suites into a catalogue, or says all that is wrong with them.
#pragma once

#include <span>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/scenario/load_error.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {

/// Scenarios of one folder may cite the requirements of another. Errors stand in the order of the
/// files' names and lines; those of requirements come alone.
[[nodiscard]] Expected<Catalogue, std::vector<LoadError>> load(
    std::span<const SuiteFolder> folders);

}  // namespace conform
