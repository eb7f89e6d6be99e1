#include "harness/run/alone_runs.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

/// If the attempt is void.
constexpr int max_void = 2;
/// If the server says that it is busy.
constexpr int max_refused = 3;
constexpr int max_lost = 3;
constexpr int enough_confirmed = 3;

}  // namespace

bool AloneRuns::is_known(const Job& job) const {
  if (job.ending_kind() == AttemptEnd::Kind::void_) return false;
  const auto known = confirmations_.find(failure_kind_of(job));
  return known != confirmations_.end() && !known->second.refuted &&
         known->second.confirmed >= enough_confirmed;
}

const Job* AloneRuns::judge(std::unique_ptr<Job> job) {
  const auto failure_kind = job->ending ? failure_kind_of(*job) : std::string();
  Job& alone = scheduler_.start(std::move(job));
  repeat_until_conclusive(alone);
  if (!alone.ending || health_.is_down()) return nullptr;
  learn_from(alone, failure_kind);
  return &alone;
}

void AloneRuns::repeat_until_conclusive(Job& job) {
  while (true) {
    ++job.attempts_alone;
    health_.wait_until([&] { return job.ending && !health_.is_checking(); });
    if (health_.is_down() || !job.ending) return;
    check_outage(job);
    scheduler_.clean_up(job);
    if (job.ending_kind() == AttemptEnd::Kind::no_connection) ++job.lost_connections;
    if (stop_.stopped() || !should_repeat(job)) return;
    pause_before_next(job);
    scheduler_.start_attempt(job);
  }
}

void AloneRuns::check_outage(Job& job) {
  health_.void_if_outage(job);
  if (!health_.may_have_caused_outage(job)) return;
  health_.watch_for_outage(transport_.now() - job.attempt_began);
  health_.void_if_outage(job);
}

bool AloneRuns::should_repeat(const Job& job) {
  if (job.refusal) return job.refusal->under_way <= 1 && job.attempts_alone < max_refused;
  switch (job.ending_kind()) {
    case AttemptEnd::Kind::no_connection:
      return job.attempts_alone < max_lost;
    case AttemptEnd::Kind::void_:
      return job.attempts_alone < max_void;
    case AttemptEnd::Kind::passed:
    case AttemptEnd::Kind::mismatched:
    case AttemptEnd::Kind::blocked:
    case AttemptEnd::Kind::refused:
    case AttemptEnd::Kind::not_read:
    case AttemptEnd::Kind::faulted:
      return false;
  }
  return false;
}

void AloneRuns::pause_before_next(const Job& job) {
  if (job.refusal) {
    const auto requested = job.refusal->retry_after.value_or(limits::default_pause);
    health_.pause(std::min<Duration>(requested, limits::pause_alone));
  } else if (job.ending_kind() == AttemptEnd::Kind::no_connection) {
    health_.pause(limits::default_pause);
  }
}

void AloneRuns::learn_from(const Job& job, const std::string& failure_kind) {
  if (job.ending_kind() == AttemptEnd::Kind::void_) return;
  auto& known = confirmations_[failure_kind];
  if (failure_kind_of(job) == failure_kind) {
    ++known.confirmed;
  } else {
    known.refuted = true;
  }
}

}  // namespace conform
