#include "harness/scenario/continued_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/format_keys.hpp"

namespace conform {
namespace {

class StepJoiner {
 public:
  explicit StepJoiner(const TomlSource& source) : source_(source) {}

  void join(toml::array& steps) const {
    std::size_t kept = 0;
    for (toml::node& step : steps) {
      toml::table* into = kept > 0 ? steps[kept - 1].as_table() : nullptr;
      if (into != nullptr && continues(step)) {
        merge(*into, *step.as_table());
        continue;
      }
      if (&steps[kept] != &step)
        steps.replace(steps.cbegin() + static_cast<std::ptrdiff_t>(kept), std::move(step));
      ++kept;
    }
    steps.truncate(kept);
  }

 private:
  /// Whether the table has keys, none of which is an action.
  static bool continues(const toml::node& step) {
    const toml::table* table = step.as_table();
    if (table == nullptr || table->empty()) return false;
    const FormatKeys actions = action_keys();
    return std::none_of(actions.begin(), actions.end(),
                        [&](const FormatKey& action) { return table->contains(action.name); });
  }

  void merge(toml::table& into, toml::table& more) const {
    for (auto&& [key, node] : more) {
      toml::node* same = into.get(key.str());
      if (same == nullptr) {
        node.visit([&](auto& value) { into.insert(key, std::move(value)); });
      } else if (same->is_table() && node.is_table()) {
        merge(*same->as_table(), *node.as_table());
      } else {
        const auto& place = key.source().begin;
        source_.errors.add({source_.file, place.line, place.column},
                           fmt::format("the step that this continues already has '{}'", key.str()));
      }
    }
  }

  const TomlSource& source_;
};

toml::array* array_of(toml::node& node, std::string_view key) {
  toml::table* table = node.as_table();
  toml::node* found = table == nullptr ? nullptr : table->get(key);
  return found == nullptr ? nullptr : found->as_array();
}

void join_steps_of(toml::node& owner, const TomlSource& source) {
  if (toml::array* steps = array_of(owner, "step")) StepJoiner(source).join(*steps);
}

/// The rows of one list of cases, or of several.
void join_steps_of_cases(toml::array& cases, const TomlSource& source) {
  for (toml::node& row : cases) {
    if (toml::array* list = row.as_array()) {
      join_steps_of_cases(*list, source);
    } else {
      join_steps_of(row, source);
    }
  }
}

}  // namespace

void join_continued_steps(toml::table& file, const TomlSource& source) {
  toml::array* scenarios = array_of(file, "scenario");
  if (scenarios == nullptr) return;
  for (toml::node& scenario : *scenarios) {
    join_steps_of(scenario, source);
    if (toml::array* cases = array_of(scenario, "cases")) join_steps_of_cases(*cases, source);
  }
}

}  // namespace conform
