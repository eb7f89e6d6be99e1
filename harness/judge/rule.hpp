// A rule: one promise of the protocol that can be watched on every exchange, whoever sent it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/mismatch.hpp"
#include "harness/scenario/requirement.hpp"

namespace conform {

struct ObservedExchange;

/// What a rule holds against a server, with the evidence.
struct Violation {
  std::string rule;            ///< id of the rule that speaks
  std::string requirement;     ///< id of the broken requirement
  std::uint64_t exchange = 0;  ///< number of the exchange that shows it
  Mismatch mismatch{};
  bool is_evidence = false;  ///< the first of its kind, which the rule's record keeps
};

/// What a rule is about; the same for its whole life.
struct RuleInfo {
  std::string id;           ///< "judge.etag-on-read"
  std::string requirement;  ///< the requirement that it proves
  std::string title;
  Level level = Level::must;
  std::string ruling;
};

/// Rules hold no state: what came before is in the history that a sighting brings along. They see
/// only exchanges that address a stream and were answered with a whole head.
struct Rule {
  RuleInfo info;
  /// Whether the exchange is of the kind that the rule is about.
  std::function<bool(const ObservedExchange&)> applies;
  /// What is wrong with it; nullopt when nothing is.
  std::function<std::optional<Mismatch>(const ObservedExchange&)> check;
  /// It is about content or state, of which an answer that is wrong in its form says nothing (R39).
  bool needs_form = false;
};

/// Every rule of the house, in the order in which their verdicts are reported.
[[nodiscard]] std::vector<Rule> all_rules();
/// What each of them is about.
[[nodiscard]] std::vector<RuleInfo> rule_infos();

}  // namespace conform
