#include "fuzz/campaign/campaign.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace conform::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr auto state_interval = 250ms;
/// For workers to delete their streams.
constexpr auto clean_up_time = 1200ms;
/// One defect can break a rule in many ways; the first few are enough to fix it.
constexpr unsigned max_findings_of_a_rule = 4;
/// Wrong data breaks a content rule in many places.
constexpr unsigned max_findings_of_a_content_rule = 2;
/// A rule that this share of exchanges breaks counts as broken by all.
constexpr double nearly_all = 0.9;
constexpr std::uint64_t least_applications = 20;
/// Requests that may have ended the server.
constexpr std::ptrdiff_t max_suspects = 8;
/// Parts of the seeds: limited, so that each worker gets some.
constexpr unsigned max_shares = 8;
/// After that time without a complete execution, the server is probed.
constexpr auto longest_execution = 2s;
/// Each execution of an unanswered request takes as long as the time limit.
constexpr std::uint64_t max_executions_in_silence = 24;
/// How long ordinary sequences are executed to see whether they lose connections too.
constexpr Clock::duration shortest_control = 3s;
constexpr Clock::duration longest_control = 30s;

constexpr const char* silent_server =
    "the server is silent: it accepts connections, and no longer answers";

bool has_timed_out(const Execution& execution) {
  return std::any_of(execution.turns.begin(), execution.turns.end(),
                     [](const Turn& turn) { return turn.exchange.outcome == Outcome::timed_out; });
}

}  // namespace

Campaign::Campaign(CampaignOptions options, MakeRunner make_runner)
    : options_(std::move(options)),
      make_runner_(std::move(make_runner)),
      corpus_(options_.folder),
      progress_(options_.workers),
      found_(options_.first_finding) {}

Expected<CampaignEnd, std::string> Campaign::run() {
  if (const auto problem = corpus_.prepare()) return unexpected(*problem);
  began_ = next_state_ = last_feature_ = last_finding_ = last_execution_ = Clock::now();
  start_workers();
  // Only now: a worker must not inherit an open transport.
  runner_ = make_runner_([this] { return is_over(); });
  while ((!workers_.empty() || !pending_.empty()) && !is_over()) {
    listen(pending_.empty() && waiting_.empty() ? state_interval : 0ms);
    reduce_next();
  }
  if (!stopped_early_) stopped_early_ = silence();
  end_workers();
  if (options_.max_findings > 0 && findings_.size() >= options_.max_findings) pending_.clear();
  // Failures that there was no time to reduce are reported as found.
  while (!pending_.empty()) reduce_next();
  report_unexplained_end();
  reducing_rule_.clear();
  report_state();
  if (!stopped_early_) stopped_early_ = progress_.nothing_worked();
  return CampaignEnd{state(), progress_.rule_records(runner_->rules()), found_.explained(),
                     stopped_early_};
}

void Campaign::start_workers() {
  for (unsigned i = 0; i < options_.workers; ++i) {
    DriverOptions driver;
    driver.seed = options_.seed + i;
    driver.max_runs = options_.max_executions / options_.workers;
    driver.max_seconds =
        options_.time ? static_cast<std::uint64_t>(options_.time->count()) : driver.max_seconds;
    driver.corpus = corpus_.path();
    driver.log =
        (std::filesystem::path(options_.folder) / fmt::format("worker-{}.log", i + 1)).string();
    driver.feedback = options_.feedback;
    driver.shares = std::clamp(options_.workers, 1U, max_shares);
    driver.share = i % driver.shares;
    workers_.push_back(FuzzWorker::start(driver, make_runner_));
    numbers_.push_back(i);
  }
}

void Campaign::listen(Clock::duration longest) {
  std::vector<pollfd> pipes;
  for (const auto& worker : workers_) pipes.push_back({worker.pipe(), POLLIN, 0});
  ::poll(pipes.data(), pipes.size(), static_cast<int>(longest / 1ms));
  std::vector<std::size_t> ended;
  for (std::size_t i = 0; i < pipes.size(); ++i) {
    if (pipes[i].revents == 0) continue;
    const bool goes_on =
        workers_[i].read_lines([&](std::string_view line) { take(numbers_[i], line); });
    if (!goes_on) ended.push_back(i);
  }
  drop_ended(ended);
  if (Clock::now() >= next_state_) report_state();
}

void Campaign::drop_ended(const std::vector<std::size_t>& ended) {
  for (auto i = ended.rbegin(); i != ended.rend(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(*i);
    const int status = workers_[*i].wait();
    if (status != 0 && !stopped_early_) {
      stopped_early_ = fmt::format("an internal error of conform: worker {} ended with {}, see {}",
                                   numbers_[*i] + 1, status, options_.folder);
    }
    waiting_.erase(numbers_[*i]);
    workers_.erase(workers_.begin() + at);
    numbers_.erase(numbers_.begin() + at);
  }
}

void Campaign::take(std::size_t worker, std::string_view line) {
  auto parsed = parse_line(line);
  if (!parsed) return;
  if (const auto* progress = std::get_if<Progress>(&*parsed)) {
    const auto news = progress_.take(worker, *progress);
    if (news.executions) last_execution_ = Clock::now();
    if (news.features) last_feature_ = Clock::now();
  }
  if (auto* failure = std::get_if<FoundFailure>(&*parsed)) take_failure(std::move(*failure));
  if (const auto* error = std::get_if<InternalError>(&*parsed)) {
    stop(fmt::format("an internal error of conform, please report it: {}, with {}", error->what,
                     to_hex(error->sequence)));
  }
  if (const auto* down = std::get_if<ServerDown>(&*parsed)) {
    waiting_.insert(worker);
    is_down_ = true;
    is_silent_ = down->silent;
  }
}

const RuleInfo* Campaign::info_of(const std::string& rule) const {
  static const auto of_connections = connection_rules();
  for (const auto* records : {&runner_->rules(), &of_connections}) {
    for (const auto& record : *records) {
      if (record.info.id == rule) return &record.info;
    }
  }
  return nullptr;
}

bool Campaign::breaks_everywhere(const std::string& rule) const {
  for (const auto& record : progress_.rule_records(runner_->rules())) {
    if (record.info.id != rule) continue;
    return record.applied >= least_applications &&
           static_cast<double>(record.violated) >= nearly_all * static_cast<double>(record.applied);
  }
  return false;
}

/// A rule that every answer breaks is one cause, whatever the request.
bool Campaign::is_reported(const Cause& cause) const {
  if (reported_.contains(cause)) return true;
  const bool is_alike = std::any_of(reported_.begin(), reported_.end(), [&](const Cause& other) {
    return other.rule == cause.rule && other.mismatch == cause.mismatch;
  });
  return is_alike && breaks_everywhere(cause.rule);
}

bool Campaign::found_enough(const std::string& rule) const {
  const auto most =
      is_about_content(rule) ? max_findings_of_a_content_rule : max_findings_of_a_rule;
  return found_.findings_of(rule) >= most;
}

void Campaign::take_failure(FoundFailure failure) {
  const auto& cause = failure.failing.cause;
  const auto* info = info_of(cause.rule);
  if (info == nullptr || is_reported(cause) || found_enough(cause.rule)) return;
  // The server ended because the reducer is reproducing exactly that.
  const bool is_ours = reducing_rule_ == survives_rule;
  if (is_ours && (cause.rule == survives_rule || cause.rule == answers_rule)) return;
  const auto alike = std::count_if(pending_.begin(), pending_.end(), [&](const Pending& one) {
    return one.failure.failing.cause == cause;
  });
  // Each worker suspects its own last request, and only one of them ended the server.
  const auto most = cause.rule == survives_rule ? max_suspects : 1;
  if (alike < most) pending_.push_back({std::move(failure), info->level});
}

/// First failures that end the server, then broken MUSTs, then broken SHOULDs.
void Campaign::reduce_next() {
  if (!pending_.empty()) {
    const auto urgency = [](const Pending& one) {
      return one.failure.failing.cause.rule == survives_rule ? 0 : one.level == Level::must ? 1 : 2;
    };
    const auto next = std::min_element(
        pending_.begin(), pending_.end(),
        [&](const Pending& a, const Pending& b) { return urgency(a) < urgency(b); });
    const Pending pending = std::move(*next);
    pending_.erase(next);
    const auto& cause = pending.failure.failing.cause;
    if (!is_reported(cause) && !found_enough(cause.rule)) {
      reducing_rule_ = cause.rule;
      ReductionBounds bounds;
      if (has_timed_out(pending.failure.failing.execution))
        bounds.max_executions = max_executions_in_silence;
      bounds.should_stop = [this] {
        if (!is_over()) listen(0ms);
        return is_over();
      };
      const auto began = Clock::now();
      auto reduction = reduce([this](const Sequence& sequence) { return execute(sequence); },
                              pending.failure.failing, bounds);
      take_reduced(pending, std::move(reduction), Clock::now() - began);
      reducing_rule_.clear();
    }
  }
  if (waiting_.empty() || is_over()) return;
  if (is_down_ && !restart_server()) {
    stop(is_silent_ ? silent_server : "the server is gone: it no longer accepts connections");
    return;
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (waiting_.contains(numbers_[i])) workers_[i].go_on();
  }
  waiting_.clear();
}

/// Whether connections are also lost in ordinary sequences, within the time that the reduction
/// took: servers and networks can fail for other reasons.
bool Campaign::loses_connections_anyway(Clock::duration time) {
  const Sequence ordinary = {operation_of(Act::create), operation_of(Act::append),
                             operation_of(Act::read)};
  const auto latest =
      Clock::now() + std::clamp<Clock::duration>(time, shortest_control, longest_control);
  while (!loses_anyway_ && Clock::now() < latest && !is_over()) {
    listen(0ms);
    const auto execution = execute(ordinary);
    loses_anyway_ = execution.server_down || execution.breaks(answers_rule) > 0;
  }
  return loses_anyway_;
}

/// `time`: how long the reduction took.
void Campaign::take_reduced(const Pending& pending, Reduction reduction, Clock::duration time) {
  const auto& failure = pending.failure.failing.cause;
  if (failure.rule == survives_rule && reduction.confirmed == 0 && !reports_unconfirmed_) {
    if (!unexplained_end_) unexplained_end_ = pending;
    return;
  }
  const auto at = turn_with(reduction.execution, failure);
  Finding finding;
  finding.rule = *info_of(failure.rule);
  finding.cause = {failure.rule, reduction.execution.turns[at - 1].operation.act(),
                   failure.mismatch};
  finding.after = pending.failure.executions;
  finding.reduction = std::move(reduction);
  const bool is_about_loss = failure.rule == survives_rule || failure.rule == answers_rule;
  finding.is_lost_anyway =
      is_about_loss && !finding.reduction.stable() && loses_connections_anyway(time);
  const bool is_known = is_reported(finding.cause);
  reported_.insert(failure);
  if (finding.is_lost_anyway && failure.rule == answers_rule && finding.reduction.confirmed == 0) {
    ++losses_;
    return;
  }
  if (!is_known) report(std::move(finding));
}

/// That the server ended is certain, even if no single request reproduces it.
void Campaign::report_unexplained_end() {
  const bool is_explained = std::any_of(findings_.begin(), findings_.end(), [](const auto& one) {
    return one.rule.id == survives_rule;
  });
  if (!unexplained_end_ || is_explained) return;
  reports_unconfirmed_ = true;
  const auto& failing = unexplained_end_->failure.failing;
  Reduction as_seen;
  as_seen.sequence = failing.sequence;
  as_seen.execution = failing.execution;
  take_reduced(*unexplained_end_, std::move(as_seen), {});
}

void Campaign::report(Finding finding) {
  reported_.insert(finding.cause);
  for (const auto& other : finding.consequences()) {
    reported_.insert(cause_of(finding.cause.act, other));
    found_.explain(other.rule);
  }
  found_.count(finding.rule.id);
  const auto known = options_.known.find(finding.cause);
  finding.id = known == options_.known.end() ? found_.next_id(finding.rule.id) : known->second;
  last_finding_ = Clock::now();
  findings_.push_back(std::move(finding));
  if (on_finding) on_finding(findings_.back());
  if (findings_.size() == options_.max_findings) stop(std::nullopt);
}

Execution Campaign::execute(const Sequence& sequence) {
  if (is_down_ && !restart_server()) return {};
  auto execution = runner_->execute(sequence);
  is_down_ = execution.server_down;
  is_silent_ = execution.silent;
  if (!execution.server_down && !execution.cut_short) last_execution_ = Clock::now();
  return execution;
}

bool Campaign::restart_server() {
  if (cannot_be_restarted_ || !restart || !restart([this] { return is_over(); })) {
    cannot_be_restarted_ = true;
    return false;
  }
  ++restarts_;
  is_down_ = false;
  return true;
}

void Campaign::end_workers() {
  for (const auto& worker : workers_) worker.end_soon();
  const auto latest = Clock::now() + clean_up_time;
  while (!workers_.empty() && Clock::now() < latest) listen(20ms);
  workers_.clear();
}

bool Campaign::is_over() {
  if (!is_over_ && options_.time && Clock::now() - began_ >= *options_.time) stop(std::nullopt);
  if (!is_over_ && Clock::now() >= next_question_) {
    next_question_ = Clock::now() + 50ms;
    if (should_stop && should_stop() && !(workers_.empty() && pending_.empty())) {
      stop("interrupted");
    }
  }
  return is_over_;
}

void Campaign::report_state() {
  next_state_ = Clock::now() + state_interval;
  if (on_state) on_state(state());
}

void Campaign::stop(std::optional<std::string> why) {
  if (!stopped_early_) stopped_early_ = std::move(why);
  is_over_ = true;
}

/// A campaign that ends in the midst of a silence has not judged what came with it.
std::optional<std::string> Campaign::silence() const {
  const auto since = Clock::now() - last_execution_;
  if ((since < longest_execution && !is_silent_) || !is_answering || is_answering()) {
    return std::nullopt;
  }
  if (is_silent_) return silent_server;
  return fmt::format("the server is silent: it has answered nothing in the last {} s",
                     std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

CampaignState Campaign::state() const {
  CampaignState state;
  state.took = Clock::now() - began_;
  state.executions = progress_.executions();
  state.operations = progress_.operations();
  state.exchanges = progress_.exchanges();
  state.features = progress_.features();
  state.corpus = corpus_.size();
  state.findings = findings_.size();
  state.restarts = restarts_;
  state.since_feature = Clock::now() - last_feature_;
  state.since_finding = Clock::now() - last_finding_;
  state.losses = losses_;
  state.reducing = reducing_rule_;
  state.waiting = pending_.size();
  return state;
}

}  // namespace conform::fuzz
