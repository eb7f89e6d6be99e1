#include "harness/run/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "harness/run/capability_results.hpp"
#include "harness/run/planned_wait.hpp"
#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/scenario/describe.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr int most_attempts = 3;
/// So many scenarios without a connection, and none with one between: the server is gone.
constexpr int lost_for_good = 8;
constexpr std::size_t exchanges_shown = 6;

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

std::string place_of(const Place& place) {
  return fmt::format("{}:{}", place.file, place.line);
}

Evidence evidence_of(const Attempt& attempt, const AttemptEnd& ending) {
  Evidence evidence{.expected = ending.expected,
                    .got = ending.got,
                    .exchanges = {},
                    .curl = curl_lines(attempt.exchanges())};
  const auto& all = attempt.exchanges();
  const auto skipped = all.size() > exchanges_shown ? all.size() - exchanges_shown : 0;
  evidence.exchanges.assign(all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end());
  return evidence;
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
  auto findings = probe(transport_, target_,
                        {.word = fmt::format("conform-{}-probe", options_.run_id),
                         .time_limit = options_.time_limit,
                         .lacks = options_.lacks});
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
  report_missing_requirements();
  report_probe_evidence(selected, *findings);
  queue_jobs(selected);
  fill_slots();
  bool is_over = only_observers_wait();
  while (!is_over && !stopped_ && transport_.run_once()) {
    if (!std::exchange(jobs_changed_, false)) continue;
    settle();
    fill_slots();
    is_over = only_observers_wait();
  }
  end_observations();
  for (auto& job : running_) {
    if (!options_.keep_streams) cleaner_.remove(job->attempt->created());
  }
  running_.clear();
  for (auto& result : foundations_.rest()) deliver(std::move(result));
  if (!options_.keep_streams) cleaner_.remove(std::move(findings->created));
  wait_for_cleaner();
  report_rules(selected);
  return finish(began);
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

void Engine::queue_jobs(const Selected& selected) {
  for (const Scenario* scenario : selected.scenarios) {
    Job job;
    job.scenario = scenario;
    job.serial = waiting_.size() + 1;
    job.began = transport_.now();
    const auto obstacle = obstacle_of(*scenario);
    if (!obstacle) {
      if (reports_scenarios_) foundations_.expect(*scenario);
      waiting_.push_back(std::move(job));
      continue;
    }
    if (!scenario->observe.empty()) {
      tell(*scenario, obstacle->reason);
      continue;
    }
    Result result = result_of(job);
    result.verdict = obstacle->verdict;
    result.message = obstacle->reason;
    if (reports_scenarios_) deliver(std::move(result));
  }
  const auto wait_of = [this](const Job& job) {
    return options_.in_given_order ? Duration::zero() : planned_wait(*job.scenario);
  };
  // Those that only observe go first: they end with the run, however much they have seen. Then
  // what shows whether a capability works at all, then those with the longest waits.
  std::sort(waiting_.begin(), waiting_.end(), [&](const Job& a, const Job& b) {
    return std::tuple(!a.scenario->observe.empty(), !a.scenario->shows.empty(), wait_of(a),
                      b.serial) < std::tuple(!b.scenario->observe.empty(),
                                             !b.scenario->shows.empty(), wait_of(b), a.serial);
  });
}

void Engine::fill_slots() {
  const auto busy = [this] {
    return static_cast<std::size_t>(std::count_if(running_.begin(), running_.end(),
                                                  [](const auto& job) { return !job->idle; }));
  };
  while (!waiting_.empty() && !stopped_ && busy() < options_.jobs) {
    running_.push_back(std::make_unique<Job>(std::move(waiting_.back())));
    waiting_.pop_back();
    running_.back()->began = transport_.now();
    start_attempt(*running_.back());
  }
}

bool Engine::only_observers_wait() const {
  if (only_observes_) return running_.empty();
  return std::all_of(running_.begin(), running_.end(),
                     [](const auto& job) { return job->idle && !job->scenario->observe.empty(); });
}

void Engine::start_attempt(Job& job) {
  ++job.attempts;
  job.ending.reset();
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
  for (auto& job : running_) {
    if (job->ending) settle(*job);
  }
  std::erase_if(running_, [](const auto& job) { return job->reported; });
}

void Engine::settle(Job& job) {
  if (!options_.keep_streams) cleaner_.remove(job.attempt->created());
  note_connection(job);
  if (!stopped_ && again(job)) {
    start_attempt(job);
    return;
  }
  job.reported = true;
  report(job);
}

bool Engine::again(Job& job) const {
  if (job.ending->kind == AttemptEnd::Kind::no_connection)
    return ++job.lost_connections < most_attempts;
  return job.ending->kind == AttemptEnd::Kind::void_ && job.attempts < most_attempts;
}

void Engine::note_connection(const Job& job) {
  if (job.ending->kind != AttemptEnd::Kind::no_connection) {
    connections_lost_in_a_row_ = 0;
    return;
  }
  if (++connections_lost_in_a_row_ < lost_for_good || stopped_) return;
  std::vector<std::string> under_way;
  for (const auto& other : running_) under_way.push_back(other->scenario->id);
  constexpr std::size_t most_named = 5;
  const auto more = under_way.size() > most_named ? under_way.size() - most_named : 0;
  under_way.resize(under_way.size() - more);
  stopped_ =
      fmt::format("the server is gone ({}); under way then: {}{}", job.ending->got,
                  fmt::join(under_way, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

Result Engine::result_of(const Job& job) const {
  const Scenario& scenario = *job.scenario;
  Result result;
  result.id = scenario.id;
  result.suite = scenario.suite;
  result.title = scenario.title;
  result.level = scenario.level;
  result.requirements = scenario.proves;
  result.ruling = scenario.ruling;
  result.why = scenario.why;
  result.place = place_of(scenario.place);
  result.took = transport_.now() - job.began;
  return result;
}

/// What would have taken longer than the run itself is told as far as it was seen.
void Engine::end_observations() {
  for (const auto& job : running_) {
    if (job->scenario->observe.empty() || !reports_scenarios_) continue;
    if (!job->idle) {
      tell(*job->scenario, "not known: the run was stopped before");
      continue;
    }
    const auto seen = std::chrono::duration<double>(transport_.now() - job->began).count();
    tell(*job->scenario, fmt::format("more than {:.1f} s", seen));
  }
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
  Result result = result_of(job);
  const AttemptEnd& ending = *job.ending;
  if (const auto breach = breaches_.find(job.scenario->id); breach != breaches_.end()) {
    const auto& [expected, got] = std::tie(breach->second.expected, breach->second.got);
    result.verdict = broken(job.scenario->level);
    result.message = fmt::format("expected {}, got {}", expected, got);
    AttemptEnd broken_rule = ending;
    broken_rule.expected = expected;
    broken_rule.got = got;
    result.evidence = evidence_of(*job.attempt, broken_rule);
    result.observations = {breach->second.observation};
    conclude(std::move(result), *job.scenario);
    return;
  }
  if (ending.kind == AttemptEnd::Kind::passed) {
    conclude(std::move(result), *job.scenario);
    return;
  }
  const Step& step = job.scenario->steps[ending.step];
  result.place = place_of(step.place);
  result.evidence = evidence_of(*job.attempt, ending);
  if (ending.observation != Observation{}) result.observations = {ending.observation};
  if (ending.kind == AttemptEnd::Kind::faulted) {
    result.verdict = Verdict::error;
    result.message = "a fault of conform itself, please report it: " + ending.reason;
    conclude(std::move(result), *job.scenario);
    return;
  }
  const bool under_test = is_under_test(*job.scenario, ending.step);
  const auto departure = fmt::format("expected {}, got {}", ending.expected, ending.got);
  if (ending.kind == AttemptEnd::Kind::void_) {
    result.verdict = Verdict::inconclusive;
    result.message =
        fmt::format("no attempt of {} could be judged: {}", job.attempts, ending.reason);
  } else if (under_test) {
    if (!step.proves.empty()) result.requirements = step.proves;
    result.verdict = broken(job.scenario->level);
    result.message = departure;
    if (result.verdict == Verdict::skip) {
      result.message = "left open by the protocol, and otherwise here: " + departure;
    }
  } else {
    result.verdict = Verdict::blocked;
    result.message = fmt::format("step {} of {} only prepares the test, and failed: {}",
                                 ending.step + 1, job.scenario->steps.size(), departure);
  }
  conclude(std::move(result), *job.scenario);
}

void Engine::announce(Exchange& exchange) {
  exchange.sent_order = ++order_;
  judge_.sent(exchange);
}

void Engine::take_exchange(Exchange& exchange) {
  exchange.number = ++exchanges_;
  exchange.done_order = ++order_;
  if (options_.journal) options_.journal(exchange);
  const auto violations = judge_.observe(exchange);
  note_breach(exchange, violations);
  const bool is_evidence = std::any_of(violations.begin(), violations.end(),
                                       [](const Violation& one) { return one.is_evidence; });
  if (is_evidence) accused_.emplace(exchange.number, accused(exchange));
}

const Engine::Job* Engine::job_of(const Exchange& exchange) const {
  const auto job = std::find_if(running_.begin(), running_.end(), [&](const auto& one) {
    return one->scenario->id == exchange.scenario;
  });
  return job == running_.end() ? nullptr : job->get();
}

/// With what the same attempt sent before, which it takes to see it again.
Accused Engine::accused(const Exchange& exchange) const {
  Accused out{shortened(exchange)};
  const Job* job = job_of(exchange);
  if (job == nullptr || !job->attempt) return out;
  auto sent = job->attempt->exchanges();
  sent.push_back(out.exchange);
  out.curl = curl_lines(sent);
  return out;
}

void Engine::note_breach(const Exchange& exchange, const std::vector<Violation>& violations) {
  if (violations.empty()) return;
  const Job* job = job_of(exchange);
  if (job == nullptr) return;
  const auto& kept = job->scenario->keeps;
  for (const auto& violation : violations) {
    if (std::find(kept.begin(), kept.end(), violation.rule) == kept.end()) continue;
    breaches_.emplace(exchange.scenario, violation);
  }
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

void Engine::wait_for_cleaner() {
  const Instant latest = transport_.now() + 10s;
  while (!cleaner_.idle() && transport_.now() < latest && transport_.run_once()) {
  }
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
  const auto& left = cleaner_.left_behind();
  if (!left.empty()) {
    finished.notes.push_back(
        fmt::format("{} streams could not be deleted, such as {}", left.size(), left.front()));
  }
  finished.conclusion = conclusion_of(finished);
  emit_(finished);
  return finished;
}

}  // namespace conform
