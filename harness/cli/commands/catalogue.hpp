// The built-in suites, and those added by the user.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/judge/rule.hpp"
#include "harness/run/selection.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {

/// The suites of a protocol. The error has one line per problem.
[[nodiscard]] Expected<Catalogue, std::string> load_catalogue(
    const std::vector<std::string>& folders, std::string_view protocol = usual_protocol);

/// The rules that check every response; only Durable Streams has some.
[[nodiscard]] std::vector<RuleInfo> rules_of(std::string_view protocol);

/// The text of a requirement by its id; empty for an unknown id.
[[nodiscard]] std::function<std::string(std::string_view)> requirement_texts(
    const Catalogue& catalogue);

/// The part that the options select.
[[nodiscard]] Selection selection_of(const Settings& settings);

/// The number of results of a complete run: one per rule, and one per scenario except those that
/// only observe. Slow ones belong to it where they run (`with_slow`).
[[nodiscard]] std::size_t result_count(const Catalogue& catalogue,
                                       std::string_view protocol = usual_protocol,
                                       bool with_slow = true);

}  // namespace conform
