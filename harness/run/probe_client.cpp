#include "harness/run/probe_client.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/run/rule_results.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr int most_times_busy = 6;
/// A dropped connection or a server error may be chance.
constexpr int most_times_failed = 3;
constexpr int most_silences = 2;

bool is_busy(const Exchange& exchange) {
  const int status = exchange.response.status;
  return status == 408 || status == 429 || status == 503;
}

bool may_be_chance(const Exchange& exchange) {
  constexpr int not_implemented = 501;
  const int status = exchange.response.status;
  const bool was_dropped = !exchange.answered() && (exchange.outcome == Outcome::no_connection ||
                                                    exchange.outcome == Outcome::cut_short);
  return was_dropped || (status / 100 == 5 && status != not_implemented);
}

Duration pause_after(const Exchange& exchange, int times) {
  const auto asked_for = exchange.response.headers.find("Retry-After");
  unsigned seconds = 0;
  if (asked_for) {
    const auto* end = asked_for->data() + asked_for->size();
    if (std::from_chars(asked_for->data(), end, seconds).ptr == end) {
      return std::min<Duration>(std::chrono::seconds(std::min(seconds, 60U)),
                                limits::question_pause);
    }
  }
  return std::min<Duration>(50ms * (1 << times), limits::question_pause);
}

}  // namespace

void ProbeClient::ask(ProbeRequest question, Then then) {
  waiting_.push_back({.question = std::move(question), .then = std::move(then)});
}

void ProbeClient::at(Instant when, std::function<void()> task) {
  ++sleeping_;
  transport_.at(when, [this, task = std::move(task)] {
    --sleeping_;
    task();
  });
}

ProbeClient::~ProbeClient() {
  if (stop_watch_) transport_.cancel_timer(*stop_watch_);
}

void ProbeClient::stop_when(std::function<bool()> should_stop) {
  should_stop_ = std::move(should_stop);
  if (should_stop_) look_whether_to_stop();
}

void ProbeClient::look_whether_to_stop() {
  stop_watch_.reset();
  stopped_ = stopped_ || should_stop_();
  if (stopped_) return;
  stop_watch_ = transport_.at(transport_.now() + limits::between_stop_checks,
                              [this] { look_whether_to_stop(); });
}

void ProbeClient::run() {
  while (true) {
    if (stopped_) {
      waiting_.clear();
      alone_.clear();
      open_.clear();
      return;
    }
    fill();
    settle();
    const bool rests = open_.empty() && sleeping_ == 0;
    if (rests && waiting_.empty() && alone_.empty()) return;
    const bool can_go_on = !waiting_.empty() || (rests && !alone_.empty());
    if (open_.empty() && can_go_on) continue;
    if (!transport_.run_once()) hang_up_all();
  }
}

void ProbeClient::fill() {
  const auto busy = [this] {
    return static_cast<std::size_t>(
        std::count_if(open_.begin(), open_.end(),
                      [this](const auto& open) { return takes_a_place(open->asked.question); }));
  };
  while (!waiting_.empty() && (!takes_a_place(waiting_.front().question) || busy() < at_once_)) {
    Asked next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next));
  }
  if (open_.empty() && sleeping_ == 0 && !alone_.empty()) ask_one_alone();
}

/// A request that waits for another one must not block it.
bool ProbeClient::takes_a_place(const ProbeRequest& question) const {
  return !question.live || (at_once_ == 1 && !question.may_be_silent);
}

void ProbeClient::ask_one_alone() {
  auto [next, last] = std::move(alone_.front());
  alone_.pop_front();
  if (silences_ >= most_silences) {
    next.then(last);
    return;
  }
  next.alone = true;
  next.question.time_limit = std::min(next.question.time_limit, limits::question_alone);
  start(std::move(next));
}

void ProbeClient::start(Asked asked) {
  ++asked.times;
  Exchange exchange;
  exchange.sent = transport_.now();
  exchange.request = asked.question.request;
  // On a kept-alive connection it would be unclear which request made a server exit.
  Transmission transmission{.request = exchange.request,
                            .time_limit = asked.question.time_limit,
                            .new_connection = at_once_ == 1};
  for (auto& other : open_) other->asked.had_company = true;
  asked.had_company = !open_.empty();
  open_.push_back(std::make_unique<Open>());
  Open& open = *open_.back();
  open.asked = std::move(asked);
  open.recording = std::make_unique<Recording>(transport_, std::move(exchange));
  open.recording->start(with_credentials(std::move(transmission), target_),
                        [this, &open] { watch(open); });
}

/// Called by the recording, which must live until this returns.
void ProbeClient::watch(Open& open) {
  if (open.asked.question.until != Until::event || open.recording->ended()) return;
  const Exchange& exchange = open.recording->exchange();
  if (!exchange.events.empty()) {
    open.has_shown_enough = true;
  } else if (exchange.answered() && !open.patience) {
    open.patience = transport_.at(transport_.now() + limits::first_event,
                                  [&open] { open.has_shown_enough = true; });
  }
}

void ProbeClient::settle() {
  for (std::size_t i = 0; i < open_.size();) {
    if (!open_[i]->recording->ended() && !open_[i]->has_shown_enough) {
      ++i;
      continue;
    }
    const auto open = std::move(open_[i]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    conclude(*open);
  }
}

void ProbeClient::conclude(Open& open) {
  if (open.patience) transport_.cancel_timer(*open.patience);
  open.recording->hang_up();
  const Exchange exchange = open.recording->release();
  note_loss(open.asked.question, exchange);
  if (again(open, exchange)) return;
  open.asked.then(exchange);
}

void ProbeClient::note_loss(const ProbeRequest& question, const Exchange& exchange) {
  if (exchange.answered()) {
    was_refused_ = false;
    const bool is_after_all = std::all_of(
        lost_.begin(), lost_.end(), [&](const Exchange& one) { return exchange.sent > one.done; });
    if (!is_after_all) return;
    lost_.clear();
    lost_while_waiting_.clear();
  } else if (is_connection_refused(exchange)) {
    was_refused_ = true;
  } else if (is_lost(exchange)) {
    auto& lost = question.may_be_silent ? lost_while_waiting_ : lost_;
    if (lost.size() < limits::kept_losses) lost.push_back(shortened(exchange));
  }
}

std::vector<Exchange> ProbeClient::lost() const {
  auto lost = lost_;
  std::sort(lost.begin(), lost.end(),
            [](const Exchange& a, const Exchange& b) { return a.sent < b.sent; });
  lost.insert(lost.end(), lost_while_waiting_.begin(), lost_while_waiting_.end());
  return lost;
}

bool ProbeClient::again(const Open& open, const Exchange& exchange) {
  const Asked& asked = open.asked;
  if (is_busy(exchange) && asked.times < most_times_busy) {
    at_once_ = std::max<std::size_t>(at_once_ / 2, 1);
    ask_again(asked, pause_after(exchange, asked.times));
    return true;
  }
  if (may_be_chance(exchange) && !is_busy(exchange) && asked.times < most_times_failed) {
    ask_again(asked, 20ms);
    return true;
  }
  const bool is_silent = !exchange.answered() && exchange.outcome == Outcome::timed_out;
  if (asked.alone) {
    silences_ = is_silent ? silences_ + 1 : 0;
    return false;
  }
  // The server may serve one connection at a time, and have been serving another one.
  if (!is_silent || !asked.had_company || asked.question.may_be_silent) return false;
  alone_.emplace_back(asked, exchange);
  return true;
}

void ProbeClient::ask_again(Asked asked, Duration pause) {
  at(transport_.now() + pause, [this, asked = std::move(asked)] { waiting_.push_back(asked); });
}

/// Nothing more will happen: the open requests wait for responses that do not come.
void ProbeClient::hang_up_all() {
  for (auto& open : open_) open->has_shown_enough = true;
}

}  // namespace conform
