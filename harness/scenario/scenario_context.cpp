#include "harness/scenario/scenario_context.hpp"

#include <fmt/format.h>

#include "harness/scenario/nearest.hpp"

namespace conform {

void LabelScope::define(const std::string& label, std::string_view action, const TomlValue& value) {
  if (label.empty()) value.report("'as' must not be empty");
  if (!actions_.emplace(label, action).second) {
    value.report(fmt::format("an earlier step is already called '{}'", label));
  }
}

void LabelScope::use(const std::string& label, const TomlValue& value) const {
  if (!actions_.contains(label)) value.report(no_such(label));
}

void LabelScope::use_open(const std::string& label, const TomlValue& value) const {
  const auto found = actions_.find(label);
  if (found == actions_.end()) {
    value.report(no_such(label));
  } else if (found->second != "open") {
    value.report(fmt::format("'{}' is a step with '{}', not with 'open'", label, found->second));
  }
}

std::string LabelScope::no_such(const std::string& label) const {
  std::vector<std::string_view> known;
  for (const auto& entry : actions_) known.push_back(entry.first);
  return fmt::format("no earlier step is called '{}'{}", label, did_you_mean(label, known));
}

}  // namespace conform
