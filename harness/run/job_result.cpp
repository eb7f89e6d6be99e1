#include "harness/run/job_result.hpp"

#include <fmt/format.h>

#include "harness/run/scenario_result.hpp"

namespace conform {
namespace {

/// Why a failed scenario is skipped with this server: it needs more requests at once than the
/// server handles.
std::optional<std::string> capacity_problem(const Job& job, std::optional<std::size_t> capacity) {
  const bool refused = job.refusal && job.refusal->under_way > 1;
  const bool waited = job.ending_kind() != AttemptEnd::Kind::passed && capacity &&
                      job.peak > *capacity && depends_on_time(job);
  if (job.peak == 1 || (!refused && !waited)) return std::nullopt;
  return fmt::format("it needs {} requests at once, and the server {}", job.peak,
                     refused ? fmt::format("answered {} to one of them", job.refusal->status)
                             : fmt::format("takes {}", *capacity));
}

}  // namespace

Result result_of(const Job& job, std::optional<std::size_t> capacity) {
  Result result =
      result_of({*job.scenario, *job.attempt, *job.ending, job.attempts, job.rule_violation});
  if (auto too_many = capacity_problem(job, capacity)) {
    result.verdict = Verdict::skip;
    result.message = *std::move(too_many);
  }
  return result;
}

std::string observation_of(const Job& job) {
  const AttemptEnd& ending = *job.ending;
  if (ending.kind == AttemptEnd::Kind::passed) return ending.observed;
  if (!ending.reason.empty()) return "unknown: " + ending.reason;
  return fmt::format("unknown: expected {}, got {}", ending.expected, ending.got);
}

}  // namespace conform
