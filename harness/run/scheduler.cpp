#include "harness/run/scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/planned_wait.hpp"
#include "harness/run/refusal.hpp"

namespace conform {
namespace {

/// While others run, before a scenario is tried alone.
constexpr int max_attempts_together = 2;
/// Number of waiting scenarios for each request that the server can handle at once: each resumes at
/// a time of its own.
constexpr std::size_t idle_for_each_request = 16;

/// The prefix of an attempt's stream names: safe in any URL, different for every attempt.
std::string stream_word(const std::string& run_id, const Job& job) {
  std::string word = fmt::format("conform-{}-{}.{}-", run_id, job.serial, job.attempts);
  for (const char c : job.scenario->id) {
    const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    word += safe ? c : '-';
  }
  if (word.size() > limits::stream_name_bytes) word.resize(limits::stream_name_bytes);
  return word;
}

}  // namespace

// ---- beside others ------------------------------------------------------------------------------

/// Scenarios that only observe start first: they end with the run, however much they have seen.
/// Then those that show whether a capability works at all, then those with large bodies, of which
/// few run at once, then those with the longest waits.
void Scheduler::order() {
  const auto wait_of = [this](const Job& job) {
    return parts_.options.in_given_order ? Duration::zero() : planned_wait(*job.scenario);
  };
  const auto bytes_of = [this](const Job& job) {
    return parts_.options.in_given_order ? 0 : job.large_bytes;
  };
  std::sort(waiting_.begin(), waiting_.end(), [&](const auto& a, const auto& b) {
    return std::tuple(a->only_observes(), !a->scenario->shows.empty(), bytes_of(*a), wait_of(*a),
                      b->serial) < std::tuple(b->only_observes(), !b->scenario->shows.empty(),
                                              bytes_of(*b), wait_of(*b), a->serial);
  });
}

/// Nothing new is started against a server that asked to wait, or that may be down.
bool Scheduler::is_paused() {
  if (parts_.health.is_checking()) return true;
  if (!paused_until_) return false;
  if (*paused_until_ > transport().now()) return true;
  paused_until_.reset();
  return false;
}

Scheduler::Load Scheduler::load() const {
  Load load;
  load.requests = parts_.cleaner.under_way();
  for (const auto& job : running_) {
    (job->idle ? load.idle : load.active) += 1;
    load.requests += job->idle ? job->under_way : std::max(job->peak, job->under_way);
    if (job->idle) load.held += job->under_way;
    load.large_bytes += job->large_bytes;
  }
  return load;
}

bool Scheduler::fits(const Job& job, const Load& load) const {
  if (load.active >= parts_.options.jobs) return false;
  const auto limit = parts_.traffic.window().limit();
  if (one_at_a_time_) return load.requests == 0;
  // A scenario that needs more than the server can handle must still be tried.
  if (load.active == 0) return true;
  if (!has_memory_for(job, load)) return false;
  if (load.idle >= idle_for_each_request * limit) return false;
  // Scenarios that hold live reads open for long leave half of the limit to the others.
  if (job.holds_reads && load.held + job.peak > std::max<std::size_t>(limit / 2, 1)) return false;
  return load.requests + job.peak <= limit;
}

bool Scheduler::has_memory_for(const Job& job, const Load& load) const {
  if (parts_.context.memory->is_scarce()) return false;
  if (job.large_bytes == 0 || load.large_bytes == 0) return true;
  const auto most = parts_.options.memory_bytes / limits::memory_for_each_large_byte;
  return load.large_bytes + job.large_bytes <= most;
}

void Scheduler::fill() {
  limit_reached_ = false;
  if (parts_.stop.stopped() || is_paused()) return;
  parts_.cleaner.allow(std::max<std::size_t>(1, parts_.traffic.window().limit() / 4));
  Load now = load();
  while (!waiting_.empty() && !parts_.stop.stopped()) {
    // The next one, or the next that fits.
    const auto next = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                   [&](const auto& job) { return fits(*job, now); });
    if (next == waiting_.rend()) break;
    auto job = std::move(*next);
    waiting_.erase(std::next(next).base());
    start(std::move(job));
    now = load();
  }
  limit_reached_ = !waiting_.empty() && now.active < parts_.options.jobs;
  last_.note_left(waiting_.size() + now.active, transport().now());
}

void Scheduler::settle() {
  Jobs still_running;
  for (auto& job : running_) {
    if (!job->ending || !settle(*job)) {
      still_running.push_back(std::move(job));
    } else if (job->next == Job::Next::alone) {
      alone_queue_.push_back(std::move(job));
    }
  }
  running_ = std::move(still_running);
}

/// Returns whether the job is done with running beside others.
bool Scheduler::settle(Job& job) {
  // A failure while the server may have died is handled once that is known.
  if (job.ending->kind != AttemptEnd::Kind::passed && parts_.health.is_checking()) return false;
  parts_.health.void_if_outage(job);
  const auto kind = job.ending->kind;
  clean_up(job);
  const bool may_be_chance =
      kind == AttemptEnd::Kind::no_connection || kind == AttemptEnd::Kind::void_;
  if (kind == AttemptEnd::Kind::no_connection) ++job.lost_connections;
  if (!parts_.stop.stopped() && !job.refusal && may_be_chance &&
      job.attempts < max_attempts_together) {
    start_attempt(job);
    return false;
  }
  by_scenario_.erase(job.scenario->id);
  last_.note_ended(job.scenario->id);
  job.next = should_run_alone(job) ? Job::Next::alone : Job::Next::reported;
  if (job.next == Job::Next::reported) on_over_(job);
  return true;
}

bool Scheduler::should_run_alone(const Job& job) const {
  const auto kind = job.ending->kind;
  const bool is_certain = kind == AttemptEnd::Kind::faulted || kind == AttemptEnd::Kind::not_read;
  if (parts_.stop.stopped() || is_certain) return false;
  if (job.refusal) return true;
  if (kind == AttemptEnd::Kind::passed) return false;
  if (kind == AttemptEnd::Kind::void_ || kind == AttemptEnd::Kind::no_connection) return true;
  return depends_on_time(job) && parts_.traffic.window().strained_since(job.attempt_began);
}

std::unique_ptr<Job> Scheduler::take_alone() {
  ensure(any_alone(), "a job is taken where there is one");
  auto job = std::move(alone_queue_.front());
  alone_queue_.erase(alone_queue_.begin());
  return job;
}

// ---- running jobs -------------------------------------------------------------------------------

Job* Scheduler::running_job(const std::string& scenario) const {
  const auto found = by_scenario_.find(scenario);
  return found == by_scenario_.end() ? nullptr : found->second;
}

Job& Scheduler::start(std::unique_ptr<Job> job) {
  Job& started = *running_.emplace_back(std::move(job));
  if (started.attempts == 0) started.began = transport().now();
  by_scenario_[started.scenario->id] = &started;
  start_attempt(started);
  return started;
}

void Scheduler::start_attempt(Job& job) {
  ensure(running_job(job.scenario->id) == &job, "only a job that runs makes an attempt");
  ++job.attempts;
  job.ending.reset();
  job.refusal.reset();
  job.rule_violation.reset();
  job.under_way = 0;
  job.idle = false;
  job.next = Job::Next::none;
  job.attempt_began = transport().now();
  job.attempt = std::make_unique<Attempt>(*job.scenario, parts_.context,
                                          stream_word(parts_.options.run_id, job));
  job.attempt->start(
      [this, &job](const AttemptEnd& ending) {
        job.ending = ending;
        changed_ = true;
      },
      [this, &job](bool idle) {
        changed_ = changed_ || job.idle != idle;
        job.idle = idle;
      });
}

void Scheduler::clean_up(const Job& job) {
  if (!parts_.options.keep_streams) parts_.cleaner.remove(job.attempt->created());
  parts_.traffic.forget(job.scenario->id);
}

void Scheduler::drop_running() {
  for (const auto& job : running_) clean_up(*job);
  running_.clear();
  by_scenario_.clear();
}

Jobs Scheduler::abandon_running() {
  for (const auto& job : running_) parts_.traffic.forget(job->scenario->id);
  by_scenario_.clear();
  return std::exchange(running_, {});
}

void Scheduler::note_refusal(Job& job, const Exchange& exchange, std::size_t under_way,
                             bool alone) {
  const auto wait = retry_after(exchange.response.headers, exchange.done);
  // Raw bytes are not counted among the requests under way.
  const auto all = under_way > 0 ? under_way : parts_.traffic.under_way() + 1;
  job.refusal = Refusal{exchange.response.status, std::max(all, job.under_way + 1), wait};
  if (!wait || alone || parts_.traffic.is_refused_alone(exchange)) return;
  const auto until = exchange.done + std::min<Duration>(*wait, limits::pause);
  if (paused_until_ && *paused_until_ >= until) return;
  paused_until_ = until;
  transport().at(until, [this] { changed_ = true; });
}

}  // namespace conform
