#include "fuzz/campaign/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "fuzz/campaign/script.hpp"
#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"

namespace conform::fuzz {
namespace {

std::vector<Exchange> exchanges_of(const Execution& execution) {
  std::vector<Exchange> exchanges;
  for (const auto& turn : execution.turns) {
    if (!turn.request.method.empty()) exchanges.push_back(shortened(turn.exchange));
  }
  return exchanges;
}

std::string times_seen(const Reduction& reduction) {
  if (reduction.confirmations == 0) return "seen once, with no time to reproduce it";
  return fmt::format("seen in {} of {} runs", reduction.confirmed + 1, reduction.confirmations + 1);
}

}  // namespace

const Violation& Finding::violation() const {
  const auto at = turn();
  if (at == 0) throw std::logic_error("a finding without the violation that it is about");
  const auto& violations = reduction.execution.turns[at - 1].violations;
  return *std::find_if(violations.begin(), violations.end(), [&](const Violation& one) {
    return one.rule == cause.rule && cause_of(cause.act, one).mismatch == cause.mismatch;
  });
}

std::vector<Violation> Finding::consequences() const {
  std::vector<Violation> others;
  if (!is_about_content(cause.rule)) return others;
  for (const auto& violation : reduction.execution.turns[turn() - 1].violations) {
    if (violation.rule != cause.rule && is_about_content(violation.rule)) {
      others.push_back(violation);
    }
  }
  return others;
}

Verdict Finding::verdict() const {
  if (is_lost_anyway) return Verdict::inconclusive;
  if (reduction.stable() || !depends_on_order(cause.rule)) return broken(rule.level);
  // The network may have lost a single connection.
  if (cause.rule == answers_rule && reduction.confirmed == 0) return Verdict::inconclusive;
  return rule.level == Level::must ? Verdict::unstable : broken(rule.level);
}

unsigned executions_to_judge(const Finding& finding) {
  constexpr unsigned of_the_stable = 2;
  constexpr unsigned most = 60;
  const auto& reduction = finding.reduction;
  if (reduction.stable()) return of_the_stable;
  // Enough to miss a failure of the observed frequency in only one of twenty cases.
  const auto often = std::max(reduction.confirmed, 1U);
  return std::clamp(3 * (reduction.confirmations + 1) / often, of_the_stable, most);
}

Scenario scenario_of(const Finding& finding) {
  Scenario scenario;
  scenario.id = finding.id;
  scenario.suite = finding.id.substr(0, finding.id.find('.'));
  scenario.title = finding.rule.title;
  scenario.level = finding.rule.level;
  scenario.proves = {finding.rule.requirement};
  scenario.ruling = finding.rule.ruling;
  scenario.keeps = {finding.rule.id};
  scenario.steps = steps_of(finding.reduction.execution, finding.turn());
  return scenario;
}

Result result_of(const Finding& finding) {
  const Violation& violation = finding.violation();
  Result result;
  result.id = finding.id;
  result.suite = "found";
  result.title = finding.rule.title;
  result.level = finding.rule.level;
  result.requirements = {finding.rule.requirement};
  result.ruling = finding.rule.ruling;
  result.verdict = finding.verdict();
  result.message =
      fmt::format("expected {}, got {}", violation.mismatch.expected, violation.mismatch.got);
  for (const auto& other : finding.consequences()) {
    result.message += fmt::format("; the same answer also breaks {}: expected {}, got {}",
                                  other.rule, other.mismatch.expected, other.mismatch.got);
  }
  const auto& reduction = finding.reduction;
  if (!reduction.stable()) {
    result.message = fmt::format(
        "{}{}: {}", times_seen(reduction),
        finding.is_lost_anyway ? ", and equally with ordinary sequences" : "", result.message);
  }
  result.observations = {violation.mismatch.observation};
  auto exchanges = exchanges_of(reduction.execution);
  const std::deque<Exchange> all(exchanges.begin(), exchanges.end());
  result.evidence = Evidence{violation.mismatch.expected, violation.mismatch.got,
                             std::move(exchanges), curl_lines(all)};
  return result;
}

}  // namespace conform::fuzz
