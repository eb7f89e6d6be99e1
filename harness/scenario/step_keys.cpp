#include "harness/scenario/step_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <vector>

#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

std::string alternatives(std::string_view words) {
  std::string text(words);
  for (auto space = text.find(' '); space != std::string::npos; space = text.find(' ', space + 2)) {
    text.replace(space, 1, ", ");
  }
  return text;
}

/// Every key allowed with the action; `own` is an extra key that is not in the tables, or empty.
std::vector<std::string_view> keys_of(std::string_view action, std::string_view own,
                                      std::span<const StepKey> rules) {
  std::vector<std::string_view> keys;
  if (!own.empty()) keys.push_back(own);
  for (const StepKey& rule : rules) {
    if (has_word(rule.actions, action)) keys.push_back(rule.key.name);
  }
  return keys;
}

/// A table that was meant to be a separate step but has a misspelt action also ends up here.
std::string unknown_step_key(std::string_view key, std::string_view own,
                             const std::vector<std::string_view>& allowed) {
  std::vector<std::string_view> meant = allowed;
  const auto actions = names_of(action_keys());
  if (!own.empty()) meant.insert(meant.end(), actions.begin(), actions.end());
  return unknown_key(key, meant, allowed);
}

void check_keys(const TomlTable& table, std::string_view action, std::string_view own,
                std::span<const StepKey> rules) {
  const std::vector<std::string_view> allowed = keys_of(action, own, rules);
  for (const TomlEntry& entry : table.entries()) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const StepKey& known) {
      return known.key.name == entry.key;
    });
    if (entry.key == own || (rule != rules.end() && has_word(rule->actions, action))) continue;
    if (rule == rules.end()) {
      table.report(entry.key_place, unknown_step_key(entry.key, own, allowed));
    } else {
      table.report(entry.key_place, fmt::format("'{}' can be used with {}, not with {}", entry.key,
                                                alternatives(rule->actions), action));
    }
  }
}

}  // namespace

std::optional<std::string_view> find_action(const TomlTable& step) {
  const std::vector<std::string_view> actions = names_of(action_keys());
  std::vector<std::string_view> found;
  for (const std::string_view action : actions) {
    if (step.contains(action)) found.push_back(action);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    step.report(fmt::format("a step needs one of {}", fmt::join(actions, ", ")));
    // Most likely the action is misspelt: report every key that no step has.
    std::vector<std::string_view> known = actions;
    for (const StepKey& rule : step_keys()) known.push_back(rule.key.name);
    step.allow_only(known);
  } else {
    step.report(fmt::format("a step can have only one of {}", fmt::join(found, ", ")));
  }
  return std::nullopt;
}

void check_step_keys(const TomlTable& step, std::string_view action) {
  check_keys(step, action, action, step_keys());
}

void check_expect_keys(const TomlTable& expect, std::string_view action) {
  check_keys(expect, action, {}, expect_keys());
}

}  // namespace conform
