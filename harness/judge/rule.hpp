// A rule: one requirement of the protocol that can be checked on every exchange, whichever scenario
// sent it.
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

/// A violation of a rule, with the evidence.
struct Violation {
  std::string rule;            ///< id of the violated rule
  std::string requirement;     ///< id of the violated requirement
  std::uint64_t exchange = 0;  ///< number of the exchange in which it was found
  Mismatch mismatch{};
  bool is_evidence = false;  ///< the first of its kind, kept in the rule's record
};

/// What a rule is about; constant.
struct RuleInfo {
  std::string id;           ///< "judge.etag-on-read"
  std::string requirement;  ///< the requirement that it checks
  std::string title;
  Level level = Level::must;
  std::string ruling;
};

/// Rules are stateless: what happened before is in the history of the observed exchange. They see
/// only exchanges that address a stream and whose response has a complete head.
struct Rule {
  RuleInfo info;
  /// Whether the rule applies to the exchange.
  std::function<bool(const ObservedExchange&)> applies;
  /// What is wrong with it; nullopt if nothing is.
  std::function<std::optional<Mismatch>(const ObservedExchange&)> check;
  /// It is about content or state: not checked if the response is malformed (R39).
  bool needs_form = false;
};

/// All rules, in the order in which their results are reported.
[[nodiscard]] std::vector<Rule> all_rules();
/// Id and requirement of each rule.
[[nodiscard]] std::vector<RuleInfo> rule_infos();

}  // namespace conform
