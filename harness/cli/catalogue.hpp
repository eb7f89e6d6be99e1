// The suites of this program, and those that the user adds.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/judge/rule.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// The error has a line for each thing that is wrong.
[[nodiscard]] Expected<Catalogue, std::string> load_catalogue(
    const std::vector<std::string>& folders);

/// What every rule of the judge is about.
[[nodiscard]] std::vector<RuleInfo> rule_infos();

}  // namespace conform
