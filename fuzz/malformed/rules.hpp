// What a server rules to those who send it bytes that are no HTTP, and to everyone else: R20 and
// the sentences of RFC 9112 that leave no choice.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "fuzz/malformed/encounter.hpp"
#include "harness/judge/rule.hpp"

namespace conform::malformed {

struct MalformedRule {
  RuleInfo info;
  /// Whether the act is of the kind that the rule is about.
  std::function<bool(const Encounter&)> applies;
  /// How it was broken; nullopt when it was kept.
  std::function<std::optional<Breach>(const Encounter&)> check;
};

[[nodiscard]] std::vector<MalformedRule> malformed_rules();

}  // namespace conform::malformed
