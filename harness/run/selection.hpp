// Which scenarios and rules a run is about.
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
  Level level = Level::may;         ///< nothing below
};

/// "*" stands for any characters, "?" for one. A pattern without "[" also matches every case of a
/// table of that name.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view id);

struct Selected {
  std::vector<const Scenario*> scenarios;  ///< belong to the catalogue
  std::vector<std::string> rules;          ///< ids
  /// Only rules were asked for: every scenario runs for them to watch, and none is reported.
  bool only_rules = false;
  /// By requirement; those without any are left out.
  std::map<std::string, Harm, std::less<>> harms{};
};

/// The error is one sentence: a pattern that matches nothing, with the nearest id, or nothing left.
[[nodiscard]] Expected<Selected, std::string> select(const Catalogue& catalogue,
                                                     const std::vector<RuleInfo>& rules,
                                                     const Selection& selection);

}  // namespace conform
