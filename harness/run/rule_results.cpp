#include "harness/run/rule_results.hpp"

#include <fmt/format.h>

#include "harness/run/reproducer.hpp"

namespace conform {
namespace {

Result head_of(const RuleInfo& rule) {
  Result result;
  result.id = rule.id;
  result.suite = "judge";
  result.title = rule.title;
  result.level = rule.level;
  result.requirements = {rule.requirement};
  result.ruling = rule.ruling;
  return result;
}

void add_violations(Result& result, const RuleRecord& record,
                    const std::map<std::uint64_t, FailedExchange>& failed) {
  const Violation& first = record.violations.front();
  result.verdict = broken(record.info.level);
  result.message = fmt::format("{} of {} exchanges: expected {}, got {}", record.violated,
                               record.applied, first.mismatch.expected, first.mismatch.got);
  result.evidence = Evidence{first.mismatch.expected, first.mismatch.got, {}, {}};
  for (const auto& violation : record.violations) {
    result.observations.push_back(violation.mismatch.observation);
    if (const auto exchange = failed.find(violation.exchange); exchange != failed.end()) {
      result.evidence->exchanges.push_back(exchange->second.exchange);
    }
  }
  const auto exchange = failed.find(first.exchange);
  if (exchange == failed.end()) return;
  result.why = fmt::format("first seen in {}", exchange->second.exchange.scenario);
  result.evidence->curl = exchange->second.curl.empty() ? curl_lines({exchange->second.exchange})
                                                        : exchange->second.curl;
}

}  // namespace

Verdict broken(Level level) {
  switch (level) {
    case Level::must:
      return Verdict::fail;
    case Level::should:
      return Verdict::warn;
    // Not a violation: the protocol leaves it open. Still, it is absent.
    case Level::may:
      return Verdict::skip;
  }
  return Verdict::error;
}

std::vector<Result> rule_results(const std::vector<RuleRecord>& records,
                                 const std::map<std::uint64_t, FailedExchange>& failed) {
  std::vector<Result> results;
  for (const auto& record : records) {
    results.push_back(head_of(record.info));
    if (record.violated > 0) {
      add_violations(results.back(), record, failed);
    } else if (record.applied == 0) {
      results.back().verdict = Verdict::skip;
      results.back().message = "does not apply to any exchange of this run";
    }
  }
  return results;
}

}  // namespace conform
