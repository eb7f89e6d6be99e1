// The suites of this program, and those that the user adds.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/run/selection.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// The error has a line for each thing that is wrong.
[[nodiscard]] Expected<Catalogue, std::string> load_catalogue(
    const std::vector<std::string>& folders);

/// The words of a requirement by its id; empty for an id that is not known.
[[nodiscard]] std::function<std::string(std::string_view)> requirement_texts(
    const Catalogue& catalogue);

/// What the options select of it.
[[nodiscard]] Selection selection_of(const Settings& settings);

/// How many results a run of everything gives: one for each rule, and for each scenario but those
/// that only observe.
[[nodiscard]] std::size_t result_count(const Catalogue& catalogue);

}  // namespace conform
