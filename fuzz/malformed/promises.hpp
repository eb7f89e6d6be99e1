// What a server promises to those who send it bytes that are no HTTP, and to everyone else: R20 and
// the sentences of RFC 9112 that leave no choice.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "fuzz/malformed/encounter.hpp"
#include "harness/judge/rule.hpp"

namespace conform::malformed {

struct Promise {
  RuleInfo info;
  /// Whether the act is of the kind that the promise is about.
  std::function<bool(const Encounter&)> applies;
  /// How it was broken; nullopt when it was kept.
  std::function<std::optional<Breach>(const Encounter&)> check;
};

[[nodiscard]] std::vector<Promise> all_promises();

}  // namespace conform::malformed
