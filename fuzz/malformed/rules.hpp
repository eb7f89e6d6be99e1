// The rules for servers that receive malformed HTTP: R20 and the requirements of RFC 9112 that
// leave no choice.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "fuzz/malformed/act_result.hpp"
#include "harness/judge/rule.hpp"

namespace conform::malformed {

struct MalformedRule {
  RuleInfo info;
  /// Whether the rule is about this act.
  std::function<bool(const ActResult&)> applies;
  /// How the act breaks it; nullopt if it does not.
  std::function<std::optional<RuleViolation>(const ActResult&)> check;
};

[[nodiscard]] std::vector<MalformedRule> malformed_rules();

}  // namespace conform::malformed
