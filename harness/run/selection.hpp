// Selects the scenarios and rules of a run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/judge/rule.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

struct Selection {
  std::vector<std::string> suites;  ///< globs on suite ids; empty: all
  std::vector<std::string> only;    ///< globs on ids; empty: all
  std::vector<std::string> skip;    ///< globs on ids
  Level level = Level::may;         ///< nothing below this level
  bool slow = true;  ///< also slow scenarios; those that `only` names are always selected
};

/// "*" matches any characters, "?" a single one. A pattern without "[" also matches every case of a
/// table of that name.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view id);

struct Selected {
  std::vector<const Scenario*> scenarios;  ///< belong to the catalogue
  std::vector<std::string> rules;          ///< ids
  /// Only rules were selected: all scenarios run so that the rules have exchanges to check, and
  /// none is reported.
  bool only_rules = false;
  /// By requirement; those without one are omitted.
  std::map<std::string, Harm, std::less<>> harms{};
};

/// The error is one sentence: a pattern that matches nothing, with the nearest id, or nothing
/// selected.
[[nodiscard]] Expected<Selected, std::string> select(const Catalogue& catalogue,
                                                     const std::vector<RuleInfo>& rules,
                                                     const Selection& selection);

}  // namespace conform
