#include "harness/run/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/run/capability_results.hpp"
#include "harness/run/demand.hpp"
#include "harness/run/planned_wait.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/run/scenario_result.hpp"
#include "harness/run/serving_check.hpp"
#include "harness/scenario/describe.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// Among others, before a scenario is tried alone.
constexpr int most_attempts_together = 2;
/// Alone, where the attempt is void.
constexpr int most_void_alone = 2;
/// Alone, where the server says that it is busy.
constexpr int most_refused_alone = 3;
constexpr int most_lost_alone = 3;
/// A server is watched for going away by itself, in a run.
constexpr int most_times_watched = 3;
constexpr Duration least_watch = 2s;
constexpr Duration most_watch = 10s;
constexpr Duration between_watches = 20ms;
/// What has gone wrong alone so often, as it had among others, is believed of its like.
constexpr int enough_confirmed = 3;
constexpr std::size_t most_starts_again = 20;
/// The scenario of requests that delete streams.
constexpr const char* clean_up = "clean-up";
/// Scenarios that only let time pass, for each request that the server takes at once: each goes on
/// at a moment of its own choice.
constexpr std::size_t idle_for_each_request = 16;
/// More under way at once than scenarios: a scenario may hold several live reads.
constexpr std::size_t requests_for_each_job = 4;
constexpr Duration longest_pause = 2s;
constexpr Duration longest_pause_alone = 10s;
constexpr Duration pause_unless_told = 500ms;
/// So few scenarios are worth naming as what a run waits for.
constexpr std::size_t few = 3;
constexpr Duration long_wait = 5s;

/// The name of an attempt's streams: safe in any URL, different for every attempt.
std::string stream_word(const std::string& run_id, const std::string& id, std::size_t serial,
                        int attempt) {
  std::string word = fmt::format("conform-{}-{}.{}-", run_id, serial, attempt);
  for (const char c : id) {
    const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    word += safe ? c : '-';
  }
  constexpr std::size_t longest = 120;
  if (word.size() > longest) word.resize(longest);
  return word;
}

/// Scheme, host and port.
std::string origin_of(const Target& target) {
  const auto root = target.root();
  const auto scheme_end = root.find("://");
  return root.substr(0, root.find('/', scheme_end == std::string::npos ? 0 : scheme_end + 3));
}

/// Whether more time, or less at once, might have made it end otherwise.
bool rests_on_time(const Scenario& scenario, const AttemptEnd& ending, const Attempt& attempt) {
  const Step& step = scenario.steps[ending.step];
  const bool waits = std::holds_alternative<OpenStep>(step.action) ||
                     std::holds_alternative<AwaitStep>(step.action) ||
                     std::holds_alternative<ReceiveStep>(step.action);
  const auto& all = attempt.exchanges();
  return waits || (step.expect && step.expect->at_most) ||
         std::any_of(all.begin(), all.end(),
                     [](const Exchange& one) { return one.outcome == Outcome::timed_out; });
}

/// What endings have in common that have one cause.
std::string likeness_of(const AttemptEnd& ending, const Attempt& attempt) {
  std::string seen = ending.got;
  if (!attempt.exchanges().empty()) seen += " " + kind_of(attempt.exchanges().back().request);
  std::erase_if(seen, [](char c) { return c >= '0' && c <= '9'; });
  return fmt::format("{} {}", static_cast<int>(ending.kind), seen);
}

/// Those of the first that are among the second as well, or all of the first where none is.
std::vector<std::string> in_both(const std::vector<std::string>& first,
                                 const std::vector<std::string>& second) {
  std::vector<std::string> both;
  std::copy_if(first.begin(), first.end(), std::back_inserter(both), [&](const auto& one) {
    return std::find(second.begin(), second.end(), one) != second.end();
  });
  return both.empty() ? first : both;
}

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

Engine::Engine(Transport& transport, Target target, RunOptions options, Emit emit)
    : transport_(transport),
      target_(std::move(target)),
      options_(std::move(options)),
      emit_(std::move(emit)),
      stalls_(transport),
      hooks_(transport),
      cleaner_(
          transport, target_, [this](Exchange& exchange) { announce(exchange); },
          [this](Exchange& exchange) { take_exchange(exchange); }),
      traffic_(requests_for_each_job * options_.jobs, origin_of(target_)),
      reachability_(transport, target_,
                    target_.stream_url(fmt::format("conform-{}-there", options_.run_id))),
      surroundings_{transport_,
                    target_,
                    stalls_,
                    hooks_,
                    options_.time_limit,
                    [this](Exchange& exchange) { announce(exchange); },
                    [this](Exchange& exchange) { take_exchange(exchange); }} {}

Engine::~Engine() = default;

void Engine::interrupt(std::string why) {
  stopped_ = std::move(why);
}

Expected<RunFinished, std::string> Engine::run(const Selected& selected) {
  const Instant began = transport_.now();
  learn_how_it_serves();
  auto findings = learn_what_it_can();
  if (!findings) return unexpected(findings.error());
  capabilities_ = std::move(findings->capabilities);
  reports_scenarios_ = !selected.only_rules;
  harms_ = selected.harms;
  const auto judged = std::count_if(selected.scenarios.begin(), selected.scenarios.end(),
                                    [](const Scenario* one) { return one->observe.empty(); });
  const auto expected =
      selected.rules.size() + (reports_scenarios_ ? static_cast<std::size_t>(judged) : 0);
  only_observes_ = expected == 0;
  emit_(RunStarted{target_.text(), options_.run_id, began, capabilities_, expected});
  if (findings->death) {
    report_troubles();
    return finish(began);
  }
  report_missing_requirements();
  report_probe_evidence(selected, *findings);
  queue_jobs(selected);
  run_together();
  note_what_was_waited_for(began);
  end_observations();
  drop_running();
  run_alone();
  for (auto& result : foundations_.rest()) deliver(std::move(result));
  if (!options_.keep_streams) cleaner_.remove(std::move(made_to_learn_));
  wait_for_cleaner();
  if (gone_) recover();
  report_troubles();
  report_rules(selected);
  return finish(began);
}

void Engine::learn_how_it_serves() {
  auto serving =
      check_serving(transport_, target_, fmt::format("conform-{}-ready", options_.run_id));
  made_to_learn_ = std::move(serving.created);
  one_at_a_time_ = serving.one_at_a_time;
  if (!one_at_a_time_) return;
  target_.closes_connections = true;
  traffic_ = Traffic(1, origin_of(target_));
  cleaner_.allow(1);
  notes_.emplace_back(
      "the server serves one connection at a time, so it was asked one thing at a time, each on a "
      "connection of its own");
}

/// A server that a question ended is started again where that is in our hands, and asked one thing
/// at a time, until it is known what it dies of; then that is not asked again.
Expected<Findings, std::string> Engine::learn_what_it_can() {
  ProbeOptions asked{.word = fmt::format("conform-{}-probe", options_.run_id),
                     .time_limit = options_.time_limit,
                     .lacks = options_.lacks};
  std::vector<std::string> suspects;
  while (true) {
    auto findings = probe(transport_, target_, asked);
    if (!findings) return findings;
    std::move(findings->created.begin(), findings->created.end(),
              std::back_inserter(made_to_learn_));
    if (!findings->death) return findings;
    const auto suspected = in_both(findings->death->capabilities, suspects);
    suspects = suspected;
    const auto how = note_death(*findings->death, asked.one_by_one);
    if (asked.one_by_one && suspected.empty()) {
      stopped_ = fmt::format("the server is gone: {}, whatever it is asked", how);
      return findings;
    }
    if (!start_server_again(how)) return findings;
    if (asked.one_by_one) {
      asked.harmful.insert(asked.harmful.end(), suspected.begin(), suspected.end());
    }
    asked.one_by_one = true;
    // The server may have kept what was made before.
    asked.word += "-again";
  }
}

std::string Engine::note_death(ProbeDeath death, bool one_by_one) {
  auto how = how_it_ended(death.problem);
  for (auto& exchange : death.under_way) exchange.scenario = "the probe";
  const bool alone = one_by_one && !death.under_way.empty();
  const bool by_deletion =
      std::any_of(death.under_way.begin(), death.under_way.end(),
                  [](const Exchange& one) { return one.request.method == "DELETE"; });
  if (alone && by_deletion) options_.keep_streams = true;
  deaths_.add({how, std::move(death.under_way), alone, std::move(death.creations)});
  return how;
}

void Engine::report_missing_requirements() {
  for (const auto& capability : capabilities_) {
    const auto& required = options_.required;
    const bool is_required =
        std::find(required.begin(), required.end(), capability.name) != required.end();
    if (is_required && !capability.present()) deliver(missing_requirement(capability));
  }
}

/// Only what bears on something that was asked for.
void Engine::report_probe_evidence(const Selected& selected, const Findings& findings) {
  const auto matters = [&](const ProbeEvidence& seen) {
    return std::any_of(selected.scenarios.begin(), selected.scenarios.end(), [&](const auto* one) {
      return std::find(one->needs.begin(), one->needs.end(), seen.capability) != one->needs.end();
    });
  };
  std::vector<std::string> ignored;
  for (const auto& seen : findings.ignored) ignored.push_back(seen.capability);
  judge_.ignores(ignored);
  for (const auto& seen : findings.ignored) {
    if (matters(seen)) deliver(ignored_feature(seen));
  }
  for (const auto& seen : findings.dropped) {
    if (matters(seen)) deliver(dropped_connection(seen));
  }
}

/// What is surely not there weighs more than what is not known.
std::optional<Engine::Obstacle> Engine::obstacle_of(const Scenario& scenario) const {
  std::optional<Obstacle> unknown;
  for (const auto& capability : capabilities_) {
    const bool is_needed = std::find(scenario.needs.begin(), scenario.needs.end(),
                                     capability.name) != scenario.needs.end();
    if (!is_needed || capability.present()) continue;
    if (capability.presence == Presence::absent) {
      return Obstacle{Verdict::skip, fmt::format("no {}: {}", capability.name, capability.how)};
    }
    if (unknown) continue;
    unknown = {Verdict::inconclusive,
               fmt::format("not known whether there is {}: {}", capability.name, capability.how)};
  }
  return unknown;
}

std::optional<Engine::Obstacle> Engine::obstacle_of(const Job& job) const {
  if (auto obstacle = obstacle_of(*job.scenario)) return obstacle;
  if (one_at_a_time_ && (job.peak > 1 || job.holds_reads)) {
    return Obstacle{Verdict::skip,
                    "the server serves one connection at a time, and this needs more"};
  }
  return std::nullopt;
}

void Engine::queue_jobs(const Selected& selected) {
  for (const Scenario* scenario : selected.scenarios) {
    auto job = std::make_unique<Job>();
    job->scenario = scenario;
    job->serial = waiting_.size() + 1;
    job->peak = peak_requests(*scenario);
    job->holds_reads = holds_reads_while_idle(*scenario);
    const auto obstacle = obstacle_of(*job);
    if (!obstacle) {
      if (reports_scenarios_) foundations_.expect(*scenario);
      waiting_.push_back(std::move(job));
      continue;
    }
    if (!scenario->observe.empty()) {
      tell(*scenario, obstacle->reason);
      continue;
    }
    Result result = result_head(*scenario);
    result.verdict = obstacle->verdict;
    result.message = obstacle->reason;
    if (reports_scenarios_) deliver(std::move(result));
  }
  const auto wait_of = [this](const Job& job) {
    return options_.in_given_order ? Duration::zero() : planned_wait(*job.scenario);
  };
  // Those that only observe go first: they end with the run, however much they have seen. Then
  // what shows whether a capability works at all, then those with the longest waits.
  std::sort(waiting_.begin(), waiting_.end(), [&](const auto& a, const auto& b) {
    return std::tuple(!a->scenario->observe.empty(), !a->scenario->shows.empty(), wait_of(*a),
                      b->serial) < std::tuple(!b->scenario->observe.empty(),
                                              !b->scenario->shows.empty(), wait_of(*b), a->serial);
  });
}

// ---- together -----------------------------------------------------------------------------------

void Engine::run_together() {
  fill_slots();
  while (!all_have_ended() && !stopped_ && transport_.run_once()) {
    traffic_.look(transport_.now());
    if (!std::exchange(jobs_changed_, false)) continue;
    if (gone_) recover();
    settle();
    fill_slots();
  }
}

bool Engine::all_have_ended() const {
  if (!waiting_.empty() || reachability_.under_way()) return false;
  if (only_observes_) return running_.empty();
  return std::all_of(running_.begin(), running_.end(), [](const auto& job) {
    return job->idle && !job->ending && !job->scenario->observe.empty();
  });
}

/// A server that says when to come back, or that may be gone, is asked nothing new.
bool Engine::is_paused() {
  if (reachability_.under_way()) return true;
  if (!paused_until_) return false;
  if (*paused_until_ > transport_.now()) return true;
  paused_until_.reset();
  return false;
}

Engine::Load Engine::load() const {
  Load load;
  load.requests = cleaner_.under_way();
  for (const auto& job : running_) {
    (job->idle ? load.idle : load.active) += 1;
    load.requests += job->idle ? job->under_way : std::max(job->peak, job->under_way);
    if (job->idle) load.held += job->under_way;
  }
  return load;
}

bool Engine::has_room_for(const Job& job, const Load& load) const {
  if (load.active >= options_.jobs) return false;
  const auto limit = traffic_.window().limit();
  if (one_at_a_time_) return load.requests == 0;
  // What asks for more than the server takes must be tried all the same.
  if (load.active == 0) return true;
  if (load.idle >= idle_for_each_request * limit) return false;
  // What holds live reads for long leaves the others half of the room.
  if (job.holds_reads && load.held + job.peak > std::max<std::size_t>(limit / 2, 1)) return false;
  return load.requests + job.peak <= limit;
}

void Engine::fill_slots() {
  limit_reached_ = false;
  if (stopped_ || is_paused()) return;
  cleaner_.allow(std::max<std::size_t>(1, traffic_.window().limit() / 4));
  Load now = load();
  while (!waiting_.empty() && !stopped_) {
    // The next one, or the next that there is room for.
    const auto next = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                   [&](const auto& job) { return has_room_for(*job, now); });
    if (next == waiting_.rend()) break;
    auto job = std::move(*next);
    waiting_.erase(std::next(next).base());
    start(std::move(job));
    now = load();
  }
  limit_reached_ = !waiting_.empty() && now.active < options_.jobs;
  if (waiting_.size() + now.active <= few) {
    if (!last_few_since_) last_few_since_ = transport_.now();
  } else {
    last_few_since_.reset();
  }
}

void Engine::start(std::unique_ptr<Job> job) {
  Job& started = *running_.emplace_back(std::move(job));
  if (started.attempts == 0) started.began = transport_.now();
  by_scenario_[started.scenario->id] = &started;
  start_attempt(started);
}

void Engine::start_attempt(Job& job) {
  ++job.attempts;
  job.ending.reset();
  job.refusal.reset();
  job.under_way = 0;
  job.idle = false;
  job.next = Job::Next::none;
  job.attempt_began = transport_.now();
  breaches_.erase(job.scenario->id);
  job.attempt = std::make_unique<Attempt>(
      *job.scenario, surroundings_,
      stream_word(options_.run_id, job.scenario->id, job.serial, job.attempts));
  job.attempt->start(
      [this, &job](const AttemptEnd& ending) {
        job.ending = ending;
        jobs_changed_ = true;
      },
      [this, &job](bool idle) {
        jobs_changed_ = jobs_changed_ || job.idle != idle;
        job.idle = idle;
      });
}

void Engine::settle() {
  Jobs going_on;
  for (auto& job : running_) {
    if (!job->ending || !settle(*job)) {
      going_on.push_back(std::move(job));
    } else if (job->next == Job::Next::alone) {
      to_run_alone_.push_back(std::move(job));
    }
  }
  running_ = std::move(going_on);
}

/// Whether the job is over among others.
bool Engine::settle(Job& job) {
  // What went wrong while the server may have died is judged when that is known.
  if (job.ending->kind != AttemptEnd::Kind::passed && reachability_.under_way()) return false;
  excuse_by_outage(job);
  const auto kind = job.ending->kind;
  if (!options_.keep_streams) cleaner_.remove(job.attempt->created());
  traffic_.forget(job.scenario->id);
  const bool may_be_chance =
      kind == AttemptEnd::Kind::no_connection || kind == AttemptEnd::Kind::void_;
  if (kind == AttemptEnd::Kind::no_connection) ++job.lost_connections;
  if (!stopped_ && !job.refusal && may_be_chance && job.attempts < most_attempts_together) {
    start_attempt(job);
    return false;
  }
  by_scenario_.erase(job.scenario->id);
  if (last_few_since_) last_few_.push_back(job.scenario->id);
  job.next = is_to_be_tried_alone(job) ? Job::Next::alone : Job::Next::reported;
  if (job.next == Job::Next::reported) report(job);
  return true;
}

bool Engine::is_to_be_tried_alone(const Job& job) const {
  const AttemptEnd& ending = *job.ending;
  if (stopped_ || ending.kind == AttemptEnd::Kind::faulted) return false;
  if (job.refusal) return true;
  if (ending.kind == AttemptEnd::Kind::passed) return false;
  if (ending.kind == AttemptEnd::Kind::void_ || ending.kind == AttemptEnd::Kind::no_connection) {
    return true;
  }
  return rests_on_time(*job.scenario, ending, *job.attempt) &&
         traffic_.window().strained_since(job.attempt_began);
}

// ---- alone --------------------------------------------------------------------------------------

/// What says nothing among others is tried once more with nothing else under way.
void Engine::run_alone() {
  if (to_run_alone_.empty() || stopped_) return;
  wait_for_cleaner();
  alone_ = true;
  // A connection that was kept open may be closed by the server at any time, and rightly so.
  target_.closes_connections = true;
  while (!to_run_alone_.empty() && !stopped_) {
    auto job = std::move(to_run_alone_.front());
    to_run_alone_.erase(to_run_alone_.begin());
    if (is_known_alone(*job)) {
      report(*job);
    } else {
      judge_alone(std::move(job));
    }
  }
}

bool Engine::is_known_alone(const Job& job) const {
  if (job.ending->kind == AttemptEnd::Kind::void_) return false;
  const auto known = confirmations_.find(likeness_of(*job.ending, *job.attempt));
  return known != confirmations_.end() && !known->second.refuted &&
         known->second.confirmed >= enough_confirmed;
}

void Engine::judge_alone(std::unique_ptr<Job> job) {
  const auto among_others = job->ending ? likeness_of(*job->ending, *job->attempt) : std::string();
  start(std::move(job));
  Job& alone = *running_.back();
  while (true) {
    ++alone.attempts_alone;
    wait_until([&] { return alone.ending && !reachability_.under_way(); });
    if (gone_ || !alone.ending) break;
    excuse_by_outage(alone);
    if (may_have_caused_outage(alone)) {
      watch_for_outage(transport_.now() - alone.attempt_began);
      excuse_by_outage(alone);
    }
    if (!options_.keep_streams) cleaner_.remove(alone.attempt->created());
    traffic_.forget(alone.scenario->id);
    if (alone.ending->kind == AttemptEnd::Kind::no_connection) ++alone.lost_connections;
    if (stopped_ || !again_alone(alone)) break;
    if (alone.refusal) {
      pause(std::min(alone.refusal->retry_after.value_or(pause_unless_told), longest_pause_alone));
    } else if (alone.ending->kind == AttemptEnd::Kind::no_connection) {
      pause(pause_unless_told);
    }
    start_attempt(alone);
  }
  if (alone.ending && !gone_) {
    learn_from(alone, among_others);
    report(alone);
    drop_running();
    wait_for_cleaner();
  }
  if (gone_) recover();
}

void Engine::learn_from(const Job& alone, const std::string& among_others) {
  if (alone.ending->kind == AttemptEnd::Kind::void_) return;
  auto& known = confirmations_[among_others];
  if (likeness_of(*alone.ending, *alone.attempt) == among_others) {
    ++known.confirmed;
  } else {
    known.refuted = true;
  }
}

bool Engine::again_alone(const Job& job) const {
  if (job.refusal) return job.refusal->under_way <= 1 && job.attempts_alone < most_refused_alone;
  if (job.ending->kind == AttemptEnd::Kind::no_connection) {
    return job.attempts_alone < most_lost_alone;
  }
  return job.ending->kind == AttemptEnd::Kind::void_ && job.attempts_alone < most_void_alone;
}

void Engine::wait_until(const std::function<bool()>& met) {
  while (!met() && !stopped_ && !gone_ && transport_.run_once()) {
  }
}

void Engine::pause(Duration time) {
  const Instant end = transport_.now() + time;
  bool is_over = false;
  const auto timer = transport_.at(end, [&] { is_over = true; });
  wait_until([&] { return is_over; });
  transport_.cancel_timer(timer);
}

// ---- a server that may be gone ------------------------------------------------------------------

void Engine::take_loss(const Exchange& exchange) {
  lost_.add(exchange);
  if (reachability_.under_way() || gone_ || stopped_) return;
  reachability_.start([this](std::optional<std::string> problem) {
    jobs_changed_ = true;
    if (problem) {
      gone_ = std::move(problem);
      return;
    }
    if (reachability_.was_refused()) {
      std::set<std::string> kinds;
      for (const auto& one : lost_.dropped()) kinds.insert(kind_of(one.request));
      outages_.add(transport_.now(), std::move(kinds));
    }
    lost_.forget_recent();
  });
}

/// What the attempt went wrong for, where that may be a lost connection.
const Exchange* Engine::last_lost(const Job& job) {
  const auto kind = job.ending->kind;
  if (kind == AttemptEnd::Kind::passed || kind == AttemptEnd::Kind::faulted ||
      kind == AttemptEnd::Kind::void_) {
    return nullptr;
  }
  const auto& all = job.attempt->exchanges();
  const auto lost = std::find_if(all.rbegin(), all.rend(), [](const Exchange& one) {
    return is_lost(one) || one.outcome == Outcome::cut_short;
  });
  return lost == all.rend() ? nullptr : &*lost;
}

bool Engine::may_have_caused_outage(const Job& job) const {
  return last_lost(job) != nullptr && outages_.any_since(job.attempt_began) &&
         times_watched_ < most_times_watched;
}

/// Whether the server goes away with nothing under way, as it did beside a request.
void Engine::watch_for_outage(Duration as_long_as) {
  ++times_watched_;
  const Instant end =
      transport_.now() + std::clamp<Duration>(2 * as_long_as, least_watch, most_watch);
  while (transport_.now() < end && !stopped_ && !gone_) {
    reachability_.start([this](std::optional<std::string> problem) { gone_ = std::move(problem); });
    wait_until([&] { return !reachability_.under_way(); });
    if (reachability_.was_refused()) {
      outages_.add(transport_.now(), {});
      return;
    }
    pause(between_watches);
  }
}

/// A server that goes away by itself, or to which the way breaks, is not accused of what it lost
/// then.
void Engine::excuse_by_outage(Job& job) const {
  AttemptEnd& ending = *job.ending;
  const auto* lost = last_lost(job);
  if (lost == nullptr || !outages_.excuse(job.attempt_began, kind_of(lost->request))) return;
  ending.kind = AttemptEnd::Kind::void_;
  ending.reason = "the server took no connections for a moment, as at other times too";
}

std::string Engine::how_it_ended(const std::string& problem) const {
  const auto ended = options_.server ? options_.server->ended() : std::nullopt;
  return ended ? fmt::format("it ended ({})", *ended)
               : fmt::format("it took no connections any more ({})", problem);
}

/// What the scenario had sent before that, as far as it has ended.
std::deque<Exchange> Engine::what_led_to(const Exchange& exchange) const {
  const auto job = std::find_if(running_.begin(), running_.end(), [&](const auto& one) {
    return one->attempt && one->scenario->id == exchange.scenario;
  });
  if (job == running_.end()) return {};
  std::deque<Exchange> before;
  const auto& all = (*job)->attempt->exchanges();
  std::copy_if(all.begin(), all.end(), std::back_inserter(before),
               [&](const Exchange& one) { return one.sent < exchange.sent; });
  return before;
}

/// The server is gone: starts it again where that is in our hands, and finds out what ended it.
void Engine::recover() {
  const auto problem = *std::exchange(gone_, std::nullopt);
  const auto how = how_it_ended(problem);
  ServerDeaths::Death death{how, lost_.dropped(), alone_};
  if (!death.under_way.empty()) death.leading = what_led_to(death.under_way.back());
  std::set<std::string> dropped;
  for (const auto& exchange : death.under_way) dropped.insert(exchange.scenario);
  lost_.forget_recent();
  cleaner_.forget();
  for (const auto& job : running_) traffic_.forget(job->scenario->id);
  traffic_.forget(clean_up);
  by_scenario_.clear();
  Jobs were_running = std::exchange(running_, {});
  if (!start_server_again(how)) {
    deaths_.add(std::move(death));
    block(were_running, how);
    return;
  }
  // What kills it once will kill it again.
  if (death.alone && dropped.contains(clean_up)) options_.keep_streams = true;
  if (alone_) {
    deaths_.add(std::move(death));
    block(were_running, how);
    return;
  }
  Jobs suspects;
  for (auto& job : were_running) {
    // A server may end a moment after the request that ends it: who was there time after time is
    // tried alone too, and first.
    const bool often_there = job->attempts > 2;
    const bool is_suspect = often_there || dropped.contains(job->scenario->id);
    (is_suspect ? suspects : waiting_).push_back(fresh(*job));
  }
  std::sort(suspects.begin(), suspects.end(),
            [](const auto& a, const auto& b) { return a->attempts < b->attempts; });
  if (!find_what_ended_it(std::move(suspects))) deaths_.add(std::move(death));
}

/// Tries each alone until one ends the server again; whether one did. The others wait for their
/// turn among others.
bool Engine::find_what_ended_it(Jobs suspects) {
  const auto before = deaths_.count();
  const bool closes_connections = std::exchange(target_.closes_connections, true);
  alone_ = true;
  while (!suspects.empty() && !stopped_ && deaths_.count() == before) {
    auto job = std::move(suspects.back());
    suspects.pop_back();
    judge_alone(std::move(job));
  }
  alone_ = false;
  target_.closes_connections = closes_connections;
  std::move(suspects.begin(), suspects.end(), std::back_inserter(waiting_));
  return deaths_.count() > before;
}

bool Engine::start_server_again(const std::string& how) {
  if (!options_.server) {
    stopped_ = fmt::format("the server is gone: {}", how);
    return false;
  }
  if (starts_again_ == most_starts_again) {
    stopped_ = fmt::format("the server is gone: {}, after it had been started again {} times", how,
                           starts_again_);
    return false;
  }
  ++starts_again_;
  if (const auto started = options_.server->start_again(); !started) {
    stopped_ = fmt::format("the server is gone: {}, and cannot be started again: {}", how,
                           started.error());
    return false;
  }
  return true;
}

/// What was under way when the server died accuses nobody.
void Engine::block(const Jobs& jobs, const std::string& how) {
  for (const auto& job : jobs) {
    if (!job->scenario->observe.empty() || !reports_scenarios_) continue;
    Result result = result_head(*job->scenario);
    result.took = transport_.now() - job->began;
    result.verdict = Verdict::blocked;
    result.message = fmt::format("the server died while this was under way: {}", how);
    for (auto& one : foundations_.settle(std::move(result), *job->scenario)) tell(std::move(one));
  }
}

std::unique_ptr<Engine::Job> Engine::fresh(const Job& job) {
  auto again = std::make_unique<Job>();
  again->scenario = job.scenario;
  again->serial = job.serial;
  again->peak = job.peak;
  again->holds_reads = job.holds_reads;
  again->attempts = job.attempts;
  again->began = job.began;
  return again;
}

void Engine::report_troubles() {
  if (auto result = lost_.result()) deliver(std::move(*result));
  if (auto result = deaths_.result()) deliver(std::move(*result));
}

// ---- results ------------------------------------------------------------------------------------

/// What would have taken longer than the run itself is told as far as it was seen.
void Engine::end_observations() {
  for (const auto& job : running_) {
    if (job->scenario->observe.empty() || !reports_scenarios_) continue;
    if (!job->idle) {
      tell(*job->scenario, "not known: the run was stopped before");
      continue;
    }
    tell(*job->scenario, fmt::format("more than {:.1f} s", seconds(transport_.now() - job->began)));
  }
}

void Engine::drop_running() {
  for (auto& job : running_) {
    if (!options_.keep_streams) cleaner_.remove(job->attempt->created());
    traffic_.forget(job->scenario->id);
  }
  running_.clear();
  by_scenario_.clear();
}

void Engine::report_observation(const Job& job) {
  const AttemptEnd& ending = *job.ending;
  std::string value = ending.observed;
  if (ending.kind != AttemptEnd::Kind::passed) {
    value = ending.reason.empty()
                ? fmt::format("not known: expected {}, got {}", ending.expected, ending.got)
                : "not known: " + ending.reason;
  }
  tell(*job.scenario, std::move(value));
}

void Engine::tell(const Scenario& scenario, std::string value) {
  ++observations_;
  emit_(BehaviourObserved{scenario.id, scenario.title, std::move(value)});
}

void Engine::report(const Job& job) {
  if (!reports_scenarios_) return;
  if (!job.scenario->observe.empty()) {
    report_observation(job);
    return;
  }
  const auto breach = breaches_.find(job.scenario->id);
  Result result =
      result_of({*job.scenario, *job.attempt, *job.ending, job.attempts,
                 breach == breaches_.end() ? std::nullopt : std::optional(breach->second)});
  if (const auto too_many = why_too_many(job)) {
    result.verdict = Verdict::skip;
    result.message = *too_many;
  }
  if (job.ending->kind == AttemptEnd::Kind::no_connection) confirm_loss(job);
  result.took = transport_.now() - job.began;
  conclude(std::move(result), *job.scenario);
}

/// Why a scenario that went wrong cannot be judged with this server: it needs more at once than the
/// server takes.
std::optional<std::string> Engine::why_too_many(const Job& job) const {
  const auto capacity = traffic_.window().capacity();
  const bool refused = job.refusal && job.refusal->under_way > 1;
  const bool waited = job.ending->kind != AttemptEnd::Kind::passed && capacity &&
                      job.peak > *capacity &&
                      rests_on_time(*job.scenario, *job.ending, *job.attempt);
  if (job.peak == 1 || (!refused && !waited)) return std::nullopt;
  return fmt::format("it needs {} requests at once, and the server {}", job.peak,
                     refused ? fmt::format("answered {} to one of them", job.refusal->status)
                             : fmt::format("takes {}", *capacity));
}

void Engine::confirm_loss(const Job& job) {
  const auto& all = job.attempt->exchanges();
  const auto lost = std::find_if(all.rbegin(), all.rend(), is_lost);
  if (lost != all.rend()) lost_.confirm(*lost, job.lost_connections);
}

void Engine::report_rules(const Selected& selected) {
  for (auto& result : rule_results(judge_.records(), accused_)) {
    const bool is_selected =
        std::find(selected.rules.begin(), selected.rules.end(), result.id) != selected.rules.end();
    if (is_selected) tell(std::move(result));
  }
}

void Engine::conclude(Result result, const Scenario& scenario) {
  for (auto& one : foundations_.settle(std::move(result), scenario)) deliver(std::move(one));
}

void Engine::deliver(Result result) {
  auto stop = options_.stop_after && !stopped_ ? options_.stop_after(result) : std::nullopt;
  tell(std::move(result));
  if (stop) interrupt(*std::move(stop));
}

void Engine::tell(Result result) {
  ++summary_[result.verdict];
  result.harm = harm_of(result);
  root_causes_.add(result);
  emit_(ResultReached{std::move(result)});
}

Harm Engine::harm_of(const Result& result) const {
  Harm gravest = result.harm;
  for (const auto& requirement : result.requirements) {
    const auto found = harms_.find(requirement);
    if (found != harms_.end()) gravest = std::max(gravest, found->second);
  }
  return gravest;
}

// ---- exchanges ----------------------------------------------------------------------------------

Engine::Job* Engine::job_of(const std::string& scenario) {
  const auto found = by_scenario_.find(scenario);
  return found == by_scenario_.end() ? nullptr : found->second;
}

void Engine::announce(Exchange& exchange) {
  exchange.sent_order = ++order_;
  traffic_.sent(exchange);
  if (Job* job = job_of(exchange.scenario)) ++job->under_way;
  judge_.sent(exchange);
}

void Engine::take_exchange(Exchange& exchange) {
  exchange.number = ++exchanges_;
  exchange.done_order = ++order_;
  const auto under_way = traffic_.beside(exchange);
  traffic_.ended(exchange, limit_reached_);
  Job* job = job_of(exchange.scenario);
  if (job != nullptr && job->under_way > 0 && under_way > 0) --job->under_way;
  // There may be room for another scenario now.
  jobs_changed_ = jobs_changed_ || limit_reached_;
  if (options_.journal) options_.journal(exchange);
  if (is_lost(exchange) || exchange.outcome == Outcome::cut_short) take_loss(exchange);
  // A server that is busy has not looked at the request: the judge learns nothing of it.
  if (is_refusal(exchange) && traffic_.concerns(exchange)) {
    if (job != nullptr) note_refusal(*job, exchange, under_way);
    return;
  }
  const auto violations = judge_.observe(exchange);
  note_breach(exchange, violations);
  const bool is_evidence = std::any_of(violations.begin(), violations.end(),
                                       [](const Violation& one) { return one.is_evidence; });
  if (is_evidence) accused_.emplace(exchange.number, accused(exchange));
}

/// With what the same attempt sent before, which it takes to see it again.
Accused Engine::accused(const Exchange& exchange) {
  Accused out{shortened(exchange)};
  const Job* job = job_of(exchange.scenario);
  if (job == nullptr || !job->attempt) return out;
  auto sent = job->attempt->exchanges();
  sent.push_back(out.exchange);
  out.curl = curl_lines(sent);
  return out;
}

void Engine::note_refusal(Job& job, const Exchange& exchange, std::size_t under_way) {
  const auto wait = retry_after(exchange.response.headers, exchange.done);
  // Raw bytes are not counted among the requests under way.
  const auto all = under_way > 0 ? under_way : traffic_.under_way() + 1;
  job.refusal = Refusal{exchange.response.status, std::max(all, job.under_way + 1), wait};
  if (!wait || alone_ || traffic_.is_refused_alone(exchange)) return;
  const auto until = exchange.done + std::min<Duration>(*wait, longest_pause);
  if (paused_until_ && *paused_until_ >= until) return;
  paused_until_ = until;
  transport_.at(until, [this] { jobs_changed_ = true; });
}

void Engine::note_breach(const Exchange& exchange, const std::vector<Violation>& violations) {
  const Job* job = violations.empty() ? nullptr : job_of(exchange.scenario);
  if (job == nullptr) return;
  const auto& kept = job->scenario->keeps;
  for (const auto& violation : violations) {
    if (std::find(kept.begin(), kept.end(), violation.rule) == kept.end()) continue;
    breaches_.emplace(exchange.scenario, violation);
  }
}

// ---- the end ------------------------------------------------------------------------------------

void Engine::wait_for_cleaner() {
  const Instant latest = transport_.now() + 10s;
  while ((!cleaner_.idle() || reachability_.under_way()) && !gone_ && transport_.now() < latest &&
         transport_.run_once()) {
  }
}

void Engine::note_what_was_waited_for(Instant began) {
  if (!last_few_since_ || last_few_.empty()) return;
  const auto all = transport_.now() - began;
  const auto waited = transport_.now() - *last_few_since_;
  if (waited < long_wait || waited * 3 < all) return;
  std::reverse(last_few_.begin(), last_few_.end());
  last_few_.resize(std::min(last_few_.size(), few));
  notes_.push_back(fmt::format("{:.0f} s of {:.0f} s were spent waiting for the last to end: {}",
                               seconds(waited), seconds(all), fmt::join(last_few_, ", ")));
}

std::vector<std::string> Engine::notes() const {
  auto notes = notes_;
  if (const auto capacity = traffic_.window().capacity(); capacity && !one_at_a_time_) {
    const auto& statuses = traffic_.refused_with();
    notes.push_back(
        statuses.empty()
            ? fmt::format("the server was given at most {} requests at once: more had to wait",
                          *capacity)
            : fmt::format(
                  "the server was given at most {} requests at once: it answered {} to more",
                  *capacity, fmt::join(statuses, " and ")));
  }
  if (outages_.count() > 0) {
    notes.push_back(fmt::format(
        "the server took no connections for a moment, {}",
        outages_.count() == 1 ? "once" : fmt::format("{} times in all", outages_.count())));
  }
  if (starts_again_ > 0) {
    notes.push_back(fmt::format("the server was started again {} times", starts_again_));
  }
  const auto& left = cleaner_.left_behind();
  if (!left.empty()) {
    notes.push_back(left.size() == 1
                        ? fmt::format("one stream could not be deleted: {}", left.front())
                        : fmt::format("{} streams could not be deleted, such as {}", left.size(),
                                      left.front()));
  }
  return notes;
}

RunFinished Engine::finish(Instant began) {
  RunFinished finished;
  finished.at = transport_.now();
  finished.took = finished.at - began;
  finished.summary = summary_;
  finished.exchanges = exchanges_;
  finished.observations = observations_;
  finished.stopped_early = stopped_;
  set_ranking(finished, root_causes_);
  finished.notes = notes();
  finished.conclusion = conclusion_of(finished);
  emit_(finished);
  return finished;
}

}  // namespace conform
