#include "harness/run/scenario_result.hpp"

#include <fmt/format.h>

#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"

namespace conform {
namespace {

std::string place_of(const Place& place) {
  return fmt::format("{}:{}", place.file, place.line);
}

Evidence evidence_of(const Judged& judged, std::string expected, std::string got) {
  const Attempt& attempt = judged.attempt;
  const ReproducerHints hints{attempt.held(), judged.scenario.sweep.has_value()};
  Evidence evidence{.expected = std::move(expected),
                    .got = std::move(got),
                    .exchanges = {},
                    .curl = curl_lines(attempt.exchanges(), hints)};
  const auto& all = attempt.exchanges();
  const auto skipped = all.size() > exchanges_shown ? all.size() - exchanges_shown : 0;
  evidence.exchanges.assign(all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end());
  return evidence;
}

std::string mismatch(const std::string& expected, const std::string& got) {
  return fmt::format("expected {}, got {}", expected, got);
}

Result broken_rule(const Judged& judged, const Violation& rule_violation) {
  Result result = result_head(judged.scenario);
  result.verdict = broken(judged.scenario.level);
  result.message = mismatch(rule_violation.mismatch.expected, rule_violation.mismatch.got);
  result.evidence =
      evidence_of(judged, rule_violation.mismatch.expected, rule_violation.mismatch.got);
  result.observations = {rule_violation.mismatch.observation};
  return result;
}

void judge_step_under_test(Result& result, const Judged& judged) {
  const Step& step = judged.scenario.steps[judged.ending.step];
  if (!step.proves.empty()) result.requirements = step.proves;
  result.verdict = broken(judged.scenario.level);
  result.message = mismatch(judged.ending.expected, judged.ending.got);
  if (result.verdict == Verdict::skip) {
    result.message = "the specification leaves this open; this server differs: " + result.message;
  }
}

}  // namespace

Result result_head(const Scenario& scenario) {
  Result result;
  result.id = scenario.id;
  result.suite = scenario.suite;
  result.title = scenario.title;
  result.level = scenario.level;
  result.requirements = scenario.proves;
  result.ruling = scenario.ruling;
  result.why = scenario.why;
  result.place = place_of(scenario.place);
  return result;
}

Result result_of(const Judged& judged) {
  if (judged.rule_violation) return broken_rule(judged, *judged.rule_violation);
  const AttemptEnd& ending = judged.ending;
  Result result = result_head(judged.scenario);
  if (ending.kind == AttemptEnd::Kind::passed) return result;
  result.place = place_of(judged.scenario.steps[ending.step].place);
  result.evidence = evidence_of(judged, ending.expected, ending.got);
  if (ending.observation != Observation{}) result.observations = {ending.observation};
  if (ending.kind == AttemptEnd::Kind::faulted) {
    result.verdict = Verdict::error;
    result.message = "internal error of conform, please report it: " + ending.reason;
  } else if (ending.kind == AttemptEnd::Kind::void_) {
    result.verdict = Verdict::inconclusive;
    result.message =
        fmt::format("none of {} attempts could be evaluated: {}", judged.attempts, ending.reason);
  } else if (ending.kind == AttemptEnd::Kind::refused) {
    result.verdict = Verdict::skip;
    result.message = ending.reason;
  } else if (ending.kind == AttemptEnd::Kind::not_read) {
    result.verdict = Verdict::inconclusive;
    result.message = "a response is too large for conform to check it: " + ending.reason;
  } else if (is_under_test(judged.scenario, ending.step)) {
    judge_step_under_test(result, judged);
  } else {
    result.verdict = Verdict::blocked;
    result.message =
        fmt::format("step {} of {}, which only prepares the test, failed: {}", ending.step + 1,
                    judged.scenario.steps.size(), mismatch(ending.expected, ending.got));
  }
  return result;
}

}  // namespace conform
