#include "harness/scenario/step_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

constexpr std::array<std::string_view, 11> actions{"send",    "read",  "open",   "await",
                                                   "hang_up", "pause", "resume", "wait",
                                                   "receive", "raw",   "check"};

struct KeyRule {
  std::string_view key;
  std::string_view actions;  ///< separated by single spaces
};

constexpr KeyRule step_rules[] = {
    {"as", "send read open raw"},
    {"within", "send read open await receive raw"},
    {"expect", "send read open await receive raw check"},
    {"save", "send read open await receive raw"},
    {"proves", "send read open await receive raw check"},
    {"type", "send read open"},
    {"header", "send read open"},
    {"query", "send read open"},
    {"body", "send open raw"},
    {"json", "send open"},
    {"chunked", "send open"},
    {"connection", "send read open"},
    {"together", "send"},
    {"times", "send"},
    {"from", "read"},
    {"until", "open"},
    {"hold", "open"},
    {"skip", "raw"},
    {"fill", "raw"},
    {"pieces", "raw"},
    {"afterwards", "raw"},
    {"any_answer", "raw"},
    {"answer", "receive"},
    {"none", "receive"},
    {"signed_by", "receive"},
};

constexpr KeyRule expect_rules[] = {
    {"status", "send read open await raw"},
    {"header", "send read open await receive raw"},
    {"body", "send read open await receive raw"},
    {"json", "send read open await receive raw"},
    {"json_includes", "send read open await receive raw"},
    {"events", "send open await raw"},
    {"event_data", "send open await raw"},
    {"event_json", "send open await raw"},
    {"ends", "send open await raw"},
    {"elapsed", "send read open await receive raw"},
    {"tally", "send"},
    {"distinct", "send"},
    {"tail", "read"},
    {"closed", "read"},
    {"values", "check"},
};

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::string alternatives(std::string_view words) {
  std::string text(words);
  for (auto space = text.find(' '); space != std::string::npos; space = text.find(' ', space + 2)) {
    text.replace(space, 1, ", ");
  }
  return text;
}

/// Every key that goes with the action; `own` is one beside those of the rules, or empty.
std::vector<std::string_view> keys_of(std::string_view action, std::string_view own,
                                      std::span<const KeyRule> rules) {
  std::vector<std::string_view> keys;
  if (!own.empty()) keys.push_back(own);
  for (const KeyRule& rule : rules) {
    if (has_word(rule.actions, action)) keys.push_back(rule.key);
  }
  return keys;
}

void check_keys(const TomlTable& table, std::string_view action, std::string_view own,
                std::span<const KeyRule> rules) {
  const std::vector<std::string_view> allowed = keys_of(action, own, rules);
  for (const TomlEntry& entry : table.entries()) {
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const KeyRule& known) { return known.key == entry.key; });
    if (entry.key == own || (rule != rules.end() && has_word(rule->actions, action))) continue;
    if (rule == rules.end()) {
      table.report(entry.key_place, unknown_key(entry.key, allowed));
    } else {
      table.report(entry.key_place, fmt::format("'{}' goes with {}, not with {}", entry.key,
                                                alternatives(rule->actions), action));
    }
  }
}

}  // namespace

std::optional<std::string_view> find_action(const TomlTable& step) {
  std::vector<std::string_view> found;
  for (const std::string_view action : actions) {
    if (step.contains(action)) found.push_back(action);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    step.report(fmt::format("a step has one of {}", fmt::join(actions, ", ")));
    // A misspelt action is the likely cause: show every key that no step has.
    std::vector<std::string_view> known(actions.begin(), actions.end());
    for (const KeyRule& rule : step_rules) known.push_back(rule.key);
    step.allow_only(known);
  } else {
    step.report(fmt::format("a step has only one of {}", fmt::join(found, ", ")));
  }
  return std::nullopt;
}

void check_step_keys(const TomlTable& step, std::string_view action) {
  check_keys(step, action, action, step_rules);
}

void check_expect_keys(const TomlTable& expect, std::string_view action) {
  check_keys(expect, action, {}, expect_rules);
}

}  // namespace conform
