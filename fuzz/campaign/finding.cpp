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

std::vector<Exchange> exchanges_of(const Played& played) {
  std::vector<Exchange> exchanges;
  for (const auto& turn : played.turns) {
    if (!turn.request.method.empty()) exchanges.push_back(shortened(turn.exchange));
  }
  return exchanges;
}

}  // namespace

const Violation& Finding::violation() const {
  for (const auto& turn : reduction.played.turns) {
    for (const auto& violation : turn.violations) {
      if (violation.rule == rule.id) return violation;
    }
  }
  throw std::logic_error("a finding without the violation that it is about");
}

bool same_cause(const Finding& finding, const Reduction& reduction) {
  if (reduction.played.breaks(finding.rule.id) == 0) return false;
  auto next = finding.reduction.sequence.begin();
  for (const auto& operation : reduction.sequence) {
    if (next != finding.reduction.sequence.end() && next->act() == operation.act()) ++next;
  }
  return next == finding.reduction.sequence.end();
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
  scenario.steps = steps_of(finding.reduction.played, finding.rule.id);
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
  result.verdict = broken(finding.rule.level);
  result.message = fmt::format("expected {}, got {}", violation.expected, violation.got);
  const auto& reduction = finding.reduction;
  if (!reduction.stable()) {
    result.verdict = Verdict::inconclusive;
    result.message = fmt::format("unstable, seen in {} of {} more plays: {}", reduction.confirmed,
                                 reduction.confirmations, result.message);
  }
  auto exchanges = exchanges_of(reduction.played);
  const std::deque<Exchange> all(exchanges.begin(), exchanges.end());
  result.evidence =
      Evidence{violation.expected, violation.got, std::move(exchanges), curl_lines(all)};
  return result;
}

}  // namespace conform::fuzz
