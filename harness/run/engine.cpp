#include "harness/run/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <utility>

#include "harness/run/alone_runs.hpp"
#include "harness/run/capability_results.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/job_result.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/rule_watch.hpp"
#include "harness/run/run_results.hpp"
#include "harness/run/scenario_result.hpp"
#include "harness/run/scheduler.hpp"
#include "harness/run/server_health.hpp"
#include "harness/run/serving_check.hpp"
#include "harness/run/skip_reason.hpp"
#include "harness/run/target_survey.hpp"

namespace conform {
namespace {

/// The scenario name of requests that delete streams.
constexpr const char* clean_up = "clean-up";
/// More requests than scenarios: a scenario may hold several live reads open.
constexpr std::size_t requests_for_each_job = 4;

/// Scheme, host and port.
std::string origin_of(const Target& target) {
  const auto root = target.root();
  const auto scheme_end = root.find("://");
  return root.substr(0, root.find('/', scheme_end == std::string::npos ? 0 : scheme_end + 3));
}

bool needs(const Scenario& scenario, const std::string& capability) {
  return std::find(scenario.needs.begin(), scenario.needs.end(), capability) !=
         scenario.needs.end();
}

}  // namespace

/// Connects the parts of a run: the survey, the scheduler, the judge's rules, the server's health,
/// and the results.
class Engine::Run {
 public:
  Run(Transport& transport, Target target, RunOptions options, Emit emit);

  Expected<RunFinished, std::string> run(const Selected& selected);
  void stop(std::string why) { stop_.stop(std::move(why)); }

 private:
  // Finding out what the target can do.
  void learn_connections();
  [[nodiscard]] Expected<Findings, std::string> learn_what_it_can();
  void report_missing_requirements();
  void report_probe_evidence(const Selected& selected, const Findings& findings);

  // Running scenarios.
  void queue_jobs(const Selected& selected);
  void skip(const Scenario& scenario, const SkipReason& skip_reason);
  void run_together();
  [[nodiscard]] bool all_have_ended() const;
  void run_alone();
  void judge_alone(std::unique_ptr<Job> job);
  void end_observations();
  void delete_rest();
  void wait_for_cleaner();

  // Handling a server that is down.
  void recover();
  [[nodiscard]] ServerDeaths::Death take_death();
  [[nodiscard]] std::deque<Exchange> requests_before(const Exchange& exchange) const;
  [[nodiscard]] bool find_crash_cause(Jobs suspects);
  void block(const Jobs& jobs, const std::string& how);

  // Observing exchanges.
  void announce(Exchange& exchange);
  void take_exchange(Exchange& exchange);

  // Reporting results.
  void report(const Job& job);
  void report_troubles();
  [[nodiscard]] std::vector<std::string> notes() const;
  [[nodiscard]] RunFinished finish(Instant began);

  Transport& transport_;
  Target target_;
  RunOptions options_;
  StopSignal stop_;
  RunResults results_;
  RuleWatch rules_;
  StallWatch stalls_;
  Hooks hooks_;
  Cleaner cleaner_;
  Traffic traffic_;
  ServerHealth health_;
  AttemptContext attempt_context_;
  Scheduler scheduler_;
  AloneRuns alone_runs_;
  std::vector<Capability> capabilities_;
  std::vector<std::string> survey_streams_;  ///< streams of the survey
  std::vector<std::string> notes_;
  std::uint64_t exchanges_ = 0;
  std::uint64_t order_ = 0;
  bool alone_ = false;          ///< one scenario at a time, nothing else under way
  bool one_at_a_time_ = false;  ///< the server serves one connection at a time
  bool only_observes_ = false;
  bool reports_scenarios_ = true;
};

Engine::Engine(Transport& transport, Target target, RunOptions options, Emit emit)
    : run_(std::make_unique<Run>(transport, std::move(target), std::move(options),
                                 std::move(emit))) {}

Engine::~Engine() = default;

Expected<RunFinished, std::string> Engine::run(const Selected& selected) {
  return run_->run(selected);
}

void Engine::interrupt(std::string why) {
  run_->stop(std::move(why));
}

Engine::Run::Run(Transport& transport, Target target, RunOptions options, Emit emit)
    : transport_(transport),
      target_(std::move(target)),
      options_(std::move(options)),
      results_(options_, stop_, std::move(emit)),
      rules_(target_.query()),
      stalls_(transport),
      hooks_(transport),
      cleaner_(
          transport, target_, [this](Exchange& exchange) { announce(exchange); },
          [this](Exchange& exchange) { take_exchange(exchange); }),
      traffic_(std::min(requests_for_each_job * options_.jobs, options_.connections),
               origin_of(target_)),
      health_(transport, target_,
              target_.stream_url(fmt::format("conform-{}-there", options_.run_id)), options_.server,
              stop_, [this] { scheduler_.note_change(); }),
      attempt_context_{transport_,
                       target_,
                       stalls_,
                       hooks_,
                       options_.time_limit,
                       [this](Exchange& exchange) { announce(exchange); },
                       [this](Exchange& exchange) { take_exchange(exchange); },
                       std::make_shared<LongPollWaits>(),
                       std::make_shared<MemoryBudget>(options_.memory_bytes)},
      scheduler_({options_, stop_, attempt_context_, traffic_, cleaner_, health_},
                 [this](const Job& job) { report(job); }),
      alone_runs_(scheduler_, health_, transport_, stop_) {}

Expected<RunFinished, std::string> Engine::Run::run(const Selected& selected) {
  const Instant began = transport_.now();
  learn_connections();
  auto findings = learn_what_it_can();
  if (!findings) return unexpected(findings.error());
  if (stop_.stopped() && !findings->death) {
    delete_rest();
    return unexpected(fmt::format("{} before the first test", *stop_.why()));
  }
  capabilities_ = std::move(findings->capabilities);
  reports_scenarios_ = !selected.only_rules;
  results_.set_harms(selected.harms);
  const auto judged = std::count_if(selected.scenarios.begin(), selected.scenarios.end(),
                                    [](const Scenario* one) { return one->observe.empty(); });
  const auto expected =
      selected.rules.size() + (reports_scenarios_ ? static_cast<std::size_t>(judged) : 0);
  only_observes_ = expected == 0;
  results_.start({target_.text(), options_.run_id, began, capabilities_, expected});
  if (findings->death) {
    report_troubles();
    return finish(began);
  }
  report_missing_requirements();
  report_probe_evidence(selected, *findings);
  queue_jobs(selected);
  run_together();
  if (auto note = scheduler_.last().summary(began, transport_.now())) notes_.push_back(*note);
  end_observations();
  scheduler_.drop_running();
  run_alone();
  results_.conclude_rest();
  delete_rest();
  if (health_.is_down()) recover();
  report_troubles();
  for (auto& result : rules_.results(selected.rules)) results_.emit(std::move(result));
  return finish(began);
}

// ---- what the target can do ---------------------------------------------------------------------

void Engine::Run::learn_connections() {
  if (!options_.has_capabilities) return;
  auto serving =
      check_serving(transport_, target_, fmt::format("conform-{}-ready", options_.run_id), stop_);
  survey_streams_ = std::move(serving.created);
  one_at_a_time_ = serving.one_at_a_time;
  if (!one_at_a_time_) return;
  target_.closes_connections = true;
  traffic_ = Traffic(1, origin_of(target_));
  cleaner_.allow(1);
  scheduler_.serve_one_at_a_time();
  notes_.emplace_back(
      "the server handles one connection at a time, so requests were sent one at a time, each on a "
      "new connection");
}

Expected<Findings, std::string> Engine::Run::learn_what_it_can() {
  if (!options_.has_capabilities) {
    const auto reached = check_reachable(transport_, target_, stop_);
    return reached ? Expected<Findings, std::string>(Findings{}) : unexpected(reached.error());
  }
  TargetSurvey survey(transport_, target_, options_, health_, stop_);
  auto findings = survey.make();
  const auto& created = survey.created();
  survey_streams_.insert(survey_streams_.end(), created.begin(), created.end());
  if (survey.died_of_deletion()) options_.keep_streams = true;
  return findings;
}

void Engine::Run::report_missing_requirements() {
  const auto& required = options_.required;
  for (const auto& capability : capabilities_) {
    const bool is_required =
        std::find(required.begin(), required.end(), capability.name) != required.end();
    if (is_required && !capability.present()) results_.deliver(missing_requirement(capability));
  }
}

/// Only evidence about requirements that were selected.
void Engine::Run::report_probe_evidence(const Selected& selected, const Findings& findings) {
  const auto matters = [&](const ProbeEvidence& seen) {
    return std::any_of(selected.scenarios.begin(), selected.scenarios.end(),
                       [&](const auto* one) { return needs(*one, seen.capability); });
  };
  std::vector<std::string> ignored;
  for (const auto& seen : findings.ignored) ignored.push_back(seen.capability);
  rules_.ignores(ignored);
  for (const auto& seen : findings.ignored) {
    if (matters(seen)) results_.deliver(ignored_feature(seen));
  }
  for (const auto& seen : findings.dropped) {
    if (matters(seen)) results_.deliver(dropped_connection(seen));
  }
}

// ---- scenarios ----------------------------------------------------------------------------------

void Engine::Run::queue_jobs(const Selected& selected) {
  std::size_t queued = 0;
  for (const Scenario* scenario : selected.scenarios) {
    auto job = std::make_unique<Job>(*scenario, queued + 1);
    const auto skip_reason = options_.has_capabilities
                                 ? skip_reason_of(*job, capabilities_, one_at_a_time_)
                                 : std::nullopt;
    if (skip_reason) {
      skip(*scenario, *skip_reason);
      continue;
    }
    if (reports_scenarios_) results_.expect(*scenario);
    scheduler_.add(std::move(job));
    ++queued;
  }
  scheduler_.order();
}

void Engine::Run::skip(const Scenario& scenario, const SkipReason& skip_reason) {
  if (!scenario.observe.empty()) {
    results_.observed(scenario, skip_reason.reason);
    return;
  }
  Result result = result_head(scenario);
  result.verdict = skip_reason.verdict;
  result.message = skip_reason.reason;
  if (reports_scenarios_) results_.deliver(std::move(result));
}

void Engine::Run::run_together() {
  scheduler_.fill();
  while (!all_have_ended() && !stop_.stopped() && transport_.run_once()) {
    traffic_.check_overdue(transport_.now());
    if (!scheduler_.take_change()) continue;
    if (health_.is_down()) recover();
    scheduler_.settle();
    scheduler_.fill();
  }
}

bool Engine::Run::all_have_ended() const {
  if (scheduler_.any_waiting() || health_.is_checking()) return false;
  const auto& running = scheduler_.running();
  if (only_observes_) return running.empty();
  return std::all_of(running.begin(), running.end(), [](const auto& job) {
    return job->idle && !job->ending && job->only_observes();
  });
}

/// Scenarios that were inconclusive while others ran are tried once more with nothing else under
/// way.
void Engine::Run::run_alone() {
  if (!scheduler_.any_alone() || stop_.stopped()) return;
  wait_for_cleaner();
  alone_ = true;
  // A server may legitimately close a kept-alive connection at any time.
  target_.closes_connections = true;
  while (scheduler_.any_alone() && !stop_.stopped()) {
    auto job = scheduler_.take_alone();
    if (alone_runs_.is_known(*job)) {
      report(*job);
    } else {
      judge_alone(std::move(job));
    }
  }
}

void Engine::Run::judge_alone(std::unique_ptr<Job> job) {
  if (const Job* judged = alone_runs_.judge(std::move(job))) {
    report(*judged);
    scheduler_.drop_running();
    wait_for_cleaner();
  }
  if (health_.is_down()) recover();
}

/// Observations that would take longer than the run itself are reported as far as they got.
void Engine::Run::end_observations() {
  if (!reports_scenarios_) return;
  for (const auto& job : scheduler_.running()) {
    if (!job->only_observes()) continue;
    results_.observed(
        *job->scenario,
        job->idle ? fmt::format("more than {:.1f} s", in_seconds(transport_.now() - job->began))
                  : "unknown: the run was stopped");
  }
}

void Engine::Run::delete_rest() {
  if (!options_.keep_streams) cleaner_.remove(std::move(survey_streams_));
  wait_for_cleaner();
}

/// A run that is stopped ends soon, whatever the server does.
void Engine::Run::wait_for_cleaner() {
  const Instant latest =
      transport_.now() + (stop_.stopped() ? limits::clean_up_when_stopped : limits::clean_up);
  while ((!cleaner_.idle() || health_.is_checking()) && !health_.is_down() &&
         transport_.now() < latest && transport_.run_once()) {
  }
}

// ---- a server that is down ----------------------------------------------------------------------

/// Restarts the server if the run controls it, and finds out what made it exit.
void Engine::Run::recover() {
  auto death = take_death();
  std::set<std::string> dropped;
  for (const auto& exchange : death.under_way) dropped.insert(exchange.scenario);
  cleaner_.forget();
  traffic_.forget(clean_up);
  Jobs interrupted = scheduler_.abandon_running();
  const auto how = death.how;
  const bool restarted = health_.restart(how);
  // If a DELETE crashed it once, it will again.
  if (restarted && alone_ && dropped.contains(clean_up)) options_.keep_streams = true;
  if (!restarted || alone_) {
    health_.deaths().add(std::move(death));
    block(interrupted, how);
    return;
  }
  Jobs suspects;
  for (auto& job : interrupted) {
    // A server may exit shortly after the request that makes it exit: scenarios that ran during
    // several crashes are tried alone too, and first.
    const bool often_running = job->attempts > 2;
    if (often_running || dropped.contains(job->scenario->id)) {
      suspects.push_back(fresh_job(*job));
    } else {
      scheduler_.add(fresh_job(*job));
    }
  }
  std::sort(suspects.begin(), suspects.end(),
            [](const auto& a, const auto& b) { return a->attempts < b->attempts; });
  if (!find_crash_cause(std::move(suspects))) health_.deaths().add(std::move(death));
}

ServerDeaths::Death Engine::Run::take_death() {
  auto death = health_.take_death();
  death.alone = alone_;
  if (!death.under_way.empty()) death.leading = requests_before(death.under_way.back());
  return death;
}

/// What the scenario had sent before that and has ended.
std::deque<Exchange> Engine::Run::requests_before(const Exchange& exchange) const {
  const Job* job = scheduler_.running_job(exchange.scenario);
  if (job == nullptr || !job->attempt) return {};
  std::deque<Exchange> before;
  const auto& all = job->attempt->exchanges();
  std::copy_if(all.begin(), all.end(), std::back_inserter(before),
               [&](const Exchange& one) { return one.sent < exchange.sent; });
  return before;
}

/// Runs each alone until one crashes the server again. Returns whether one did. The others are
/// queued again.
bool Engine::Run::find_crash_cause(Jobs suspects) {
  const auto before = health_.deaths().count();
  const bool closes_connections = std::exchange(target_.closes_connections, true);
  alone_ = true;
  while (!suspects.empty() && !stop_.stopped() && health_.deaths().count() == before) {
    auto job = std::move(suspects.back());
    suspects.pop_back();
    judge_alone(std::move(job));
  }
  alone_ = false;
  target_.closes_connections = closes_connections;
  for (auto& job : suspects) scheduler_.add(std::move(job));
  return health_.deaths().count() > before;
}

/// Scenarios that ran when the server died are blocked: none is known to be the cause.
void Engine::Run::block(const Jobs& jobs, const std::string& how) {
  for (const auto& job : jobs) {
    if (job->only_observes() || !reports_scenarios_) continue;
    Result result = result_head(*job->scenario);
    result.took = transport_.now() - job->began;
    result.verdict = Verdict::blocked;
    result.message = fmt::format("the server crashed during this test: {}", how);
    results_.conclude(std::move(result), *job->scenario, false);
  }
}

// ---- exchanges ----------------------------------------------------------------------------------

void Engine::Run::announce(Exchange& exchange) {
  exchange.sent_order = ++order_;
  traffic_.sent(exchange);
  if (Job* job = scheduler_.running_job(exchange.scenario)) ++job->under_way;
  rules_.sent(exchange);
}

void Engine::Run::take_exchange(Exchange& exchange) {
  exchange.number = ++exchanges_;
  exchange.done_order = ++order_;
  const auto under_way = traffic_.concurrency(exchange);
  traffic_.ended(exchange, scheduler_.limit_reached());
  Job* job = scheduler_.running_job(exchange.scenario);
  if (job != nullptr && job->under_way > 0 && under_way > 0) --job->under_way;
  // Another scenario may fit under the limits now.
  if (scheduler_.limit_reached()) scheduler_.note_change();
  if (options_.journal) options_.journal(exchange);
  // With nothing else under way, fewer connections are not possible.
  if (exchange.outcome == Outcome::no_resources && under_way == 1 && traffic_.under_way() == 0) {
    stop_.stop(exchange.problem);
  }
  if (is_lost(exchange) || exchange.outcome == Outcome::cut_short) health_.handle_loss(exchange);
  // A server that is busy has not processed the request: the judge learns nothing from it.
  if (is_refusal(exchange) && traffic_.concerns(exchange)) {
    if (job != nullptr) scheduler_.note_refusal(*job, exchange, under_way, alone_);
    return;
  }
  rules_.ended(exchange, job);
}

// ---- results ------------------------------------------------------------------------------------

void Engine::Run::report(const Job& job) {
  if (!reports_scenarios_) return;
  if (job.only_observes()) {
    results_.observed(*job.scenario, observation_of(job));
    return;
  }
  Result result = result_of(job, traffic_.window().capacity());
  if (job.ending_kind() == AttemptEnd::Kind::no_connection) {
    const auto& all = job.attempt->exchanges();
    const auto lost = std::find_if(all.rbegin(), all.rend(), is_lost);
    if (lost != all.rend()) health_.lost().confirm(*lost, job.lost_connections);
  }
  result.took = transport_.now() - job.began;
  results_.conclude(std::move(result), *job.scenario);
}

void Engine::Run::report_troubles() {
  for (auto& result : health_.results()) results_.deliver(std::move(result));
}

std::vector<std::string> Engine::Run::notes() const {
  auto notes = notes_;
  if (!one_at_a_time_) {
    if (auto note = traffic_.summary()) notes.push_back(*std::move(note));
  }
  for (auto& note : health_.notes()) notes.push_back(std::move(note));
  const auto left = cleaner_.left_behind();
  if (!left.empty()) {
    notes.push_back(left.size() == 1
                        ? fmt::format("one stream could not be deleted: {}", left.front())
                        : fmt::format("{} streams could not be deleted, such as {}", left.size(),
                                      left.front()));
  }
  return notes;
}

RunFinished Engine::Run::finish(Instant began) {
  RunFinished finished;
  finished.at = transport_.now();
  finished.took = finished.at - began;
  finished.exchanges = exchanges_;
  finished.notes = notes();
  return results_.finish(std::move(finished));
}

}  // namespace conform
