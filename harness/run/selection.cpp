#include "harness/run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

/// What a pattern can match: a scenario, a case of one, or a rule.
struct Candidate {
  std::string id;
  std::string suite;
  Level level = Level::must;
  const Scenario* scenario = nullptr;
};

std::vector<Candidate> candidates(const Catalogue& catalogue, const std::vector<RuleInfo>& rules) {
  std::vector<Candidate> all;
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      all.push_back({scenario.id, suite.id, scenario.level, &scenario});
    }
  }
  for (const auto& rule : rules) all.push_back({rule.id, "judge", rule.level, nullptr});
  return all;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const auto& pattern) { return glob_matches(pattern, text); });
}

/// ", did you mean …?": for a suite's name among those of tests, the option that takes it.
std::string meant_by(std::string_view pattern, const std::vector<Candidate>& all,
                     std::string Candidate::* name) {
  std::vector<std::string_view> names;
  for (const auto& candidate : all) {
    if (name != &Candidate::suite && candidate.suite == pattern) {
      return fmt::format(", did you mean '--suite {}'?", pattern);
    }
    names.push_back(candidate.*name);
  }
  return did_you_mean(pattern, names);
}

std::optional<std::string> idle_pattern(const std::vector<std::string>& patterns,
                                        const std::vector<Candidate>& all,
                                        std::string Candidate::* name, std::string_view flag) {
  for (const auto& pattern : patterns) {
    if (std::any_of(all.begin(), all.end(), [&](const Candidate& candidate) {
          return glob_matches(pattern, candidate.*name);
        })) {
      continue;
    }
    const auto meant = meant_by(pattern, all, name);
    return fmt::format("{} '{}' matches nothing{} 'conform list' shows what there is.", flag,
                       pattern, meant.empty() ? "." : meant);
  }
  return std::nullopt;
}

bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<std::string> unknown_rule(const Catalogue& catalogue,
                                        const std::vector<RuleInfo>& rules) {
  std::vector<std::string_view> names;
  for (const auto& rule : rules) names.push_back(rule.id);
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      for (const auto& kept : scenario.keeps) {
        if (std::find(names.begin(), names.end(), kept) != names.end()) continue;
        return fmt::format("{}: 'keeps' names '{}', which is not a rule{}",
                           to_string(scenario.place), kept, did_you_mean(kept, names));
      }
    }
  }
  return std::nullopt;
}

bool is_left_out_as_slow(const Candidate& candidate, const Selection& selection) {
  if (selection.slow || candidate.scenario == nullptr || !candidate.scenario->is_slow) return false;
  const auto& only = selection.only;
  return std::none_of(only.begin(), only.end(), [&](const std::string& pattern) {
    return pattern == candidate.id || pattern == base_id(*candidate.scenario);
  });
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view id) {
  if (glob(pattern, id)) return true;
  return pattern.find('[') == std::string_view::npos && glob(pattern, id.substr(0, id.find('[')));
}

Expected<Selected, std::string> select(const Catalogue& catalogue,
                                       const std::vector<RuleInfo>& rules,
                                       const Selection& selection) {
  if (const auto unknown = unknown_rule(catalogue, rules)) return unexpected(*unknown);
  const auto all = candidates(catalogue, rules);
  if (const auto idle = idle_pattern(selection.suites, all, &Candidate::suite, "--suite")) {
    return unexpected(*idle);
  }
  if (const auto idle = idle_pattern(selection.only, all, &Candidate::id, "--only")) {
    return unexpected(*idle);
  }
  if (const auto idle = idle_pattern(selection.skip, all, &Candidate::id, "--skip")) {
    return unexpected(*idle);
  }
  Selected selected;
  for (const auto& requirement : catalogue.requirements) {
    if (requirement.harm != Harm::other) selected.harms[requirement.id] = requirement.harm;
  }
  for (const auto& candidate : all) {
    if (!selection.suites.empty() && !any_matches(selection.suites, candidate.suite)) continue;
    if (!selection.only.empty() && !any_matches(selection.only, candidate.id)) continue;
    if (any_matches(selection.skip, candidate.id) || candidate.level < selection.level) continue;
    if (is_left_out_as_slow(candidate, selection)) continue;
    if (candidate.scenario != nullptr) {
      selected.scenarios.push_back(candidate.scenario);
    } else {
      selected.rules.push_back(candidate.id);
    }
  }
  if (selected.scenarios.empty() && selected.rules.empty()) {
    return unexpected(
        std::string("these options select nothing: each excludes what the others "
                    "select"));
  }
  if (selected.scenarios.empty()) {
    selected.only_rules = true;
    for (const auto& candidate : all) {
      if (candidate.scenario != nullptr) selected.scenarios.push_back(candidate.scenario);
    }
  }
  return selected;
}

}  // namespace conform
