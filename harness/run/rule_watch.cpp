#include "harness/run/rule_watch.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/reproducer.hpp"

namespace conform {
namespace {

/// With what the same attempt sent before, which is needed to reproduce it.
FailedExchange failed_exchange(const Exchange& exchange, const Job* job) {
  FailedExchange out{shortened(exchange)};
  if (job == nullptr || !job->attempt) return out;
  auto sent = job->attempt->exchanges();
  sent.push_back(out.exchange);
  out.curl = curl_lines(sent);
  return out;
}

void note_rule_violation(Job& job, const std::vector<Violation>& violations) {
  const auto& kept = job.scenario->keeps;
  for (const auto& violation : violations) {
    const bool is_kept = std::find(kept.begin(), kept.end(), violation.rule) != kept.end();
    if (is_kept && !job.rule_violation) job.rule_violation = violation;
  }
}

}  // namespace

void RuleWatch::ended(const Exchange& exchange, Job* job) {
  const auto violations = judge_.observe(exchange);
  if (job != nullptr) note_rule_violation(*job, violations);
  const bool is_evidence = std::any_of(violations.begin(), violations.end(),
                                       [](const Violation& one) { return one.is_evidence; });
  if (is_evidence) failed_.emplace(exchange.number, failed_exchange(exchange, job));
}

std::vector<Result> RuleWatch::results(const std::vector<std::string>& rules) const {
  auto results = rule_results(judge_.records(), failed_);
  std::erase_if(results, [&](const Result& result) {
    return std::find(rules.begin(), rules.end(), result.id) == rules.end();
  });
  return results;
}

}  // namespace conform
