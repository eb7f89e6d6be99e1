#include "harness/run/probe_client.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/run/rule_results.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr int max_attempts_busy = 6;
/// A dropped connection or a server error may be chance.
constexpr int max_attempts_failed = 3;
constexpr int max_timeouts = 2;

/// The server, or this machine.
bool is_busy(const Exchange& exchange) {
  const int status = exchange.response.status;
  return status == 408 || status == 429 || status == 503 ||
         exchange.outcome == Outcome::no_resources;
}

bool may_be_chance(const Exchange& exchange) {
  constexpr int not_implemented = 501;
  const int status = exchange.response.status;
  const bool was_dropped = !exchange.answered() && (exchange.outcome == Outcome::no_connection ||
                                                    exchange.outcome == Outcome::cut_short);
  return was_dropped || (status / 100 == 5 && status != not_implemented);
}

Duration pause_after(const Exchange& exchange, int times) {
  const auto requested = retry_after(exchange.response.headers, exchange.done);
  return std::min<Duration>(requested.value_or(50ms * (1 << times)), limits::probe_pause);
}

}  // namespace

void ProbeClient::send(ProbeRequest probe, Then then) {
  waiting_.push_back({.probe = std::move(probe), .then = std::move(then)});
}

void ProbeClient::at(Instant when, std::function<void()> task) {
  const auto id = std::make_shared<TimerId>();
  *id = transport_.at(when, [this, id, task = std::move(task)] {
    timers_.erase(*id);
    task();
  });
  timers_.insert(*id);
}

ProbeClient::~ProbeClient() {
  if (stop_watch_) transport_.cancel_timer(*stop_watch_);
  drop_all();
}

void ProbeClient::drop_all() {
  waiting_.clear();
  retry_alone_.clear();
  for (const auto timer : timers_) transport_.cancel_timer(timer);
  timers_.clear();
  for (const auto& open : open_) {
    if (open->event_timer) transport_.cancel_timer(*open->event_timer);
  }
  open_.clear();
}

void ProbeClient::stop_when(std::function<bool()> should_stop) {
  should_stop_ = std::move(should_stop);
  if (should_stop_) check_stop();
}

void ProbeClient::check_stop() {
  stop_watch_.reset();
  stopped_ = stopped_ || should_stop_();
  if (stopped_) return;
  stop_watch_ =
      transport_.at(transport_.now() + limits::between_stop_checks, [this] { check_stop(); });
}

void ProbeClient::run() {
  while (true) {
    if (stopped_) return drop_all();
    fill();
    settle();
    const bool is_idle = open_.empty() && timers_.empty();
    if (is_idle && waiting_.empty() && retry_alone_.empty()) return;
    const bool can_continue = !waiting_.empty() || (is_idle && !retry_alone_.empty());
    if (open_.empty() && can_continue) continue;
    if (!transport_.run_once()) conclude_all();
  }
}

void ProbeClient::fill() {
  const auto busy = [this] {
    return static_cast<std::size_t>(std::count_if(
        open_.begin(), open_.end(),
        [this](const auto& open) { return counts_towards_limit(open->pending.probe); }));
  };
  while (!waiting_.empty() &&
         (!counts_towards_limit(waiting_.front().probe) || busy() < at_once_)) {
    Pending next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next));
  }
  if (open_.empty() && timers_.empty() && !retry_alone_.empty()) send_one_alone();
}

/// A request that waits for another one must not block it.
bool ProbeClient::counts_towards_limit(const ProbeRequest& probe) const {
  return !probe.live || (at_once_ == 1 && !probe.may_time_out);
}

void ProbeClient::send_one_alone() {
  auto [next, last] = std::move(retry_alone_.front());
  retry_alone_.pop_front();
  if (timeouts_ >= max_timeouts) {
    next.then(last);
    return;
  }
  next.alone = true;
  next.probe.time_limit = std::min(next.probe.time_limit, limits::probe_alone);
  start(std::move(next));
}

void ProbeClient::start(Pending pending) {
  ++pending.times;
  Exchange exchange;
  exchange.sent = transport_.now();
  exchange.request = pending.probe.request;
  // On a kept-alive connection it would be unclear which request made a server exit.
  Transmission transmission{.request = exchange.request,
                            .time_limit = pending.probe.time_limit,
                            .new_connection = at_once_ == 1};
  for (auto& other : open_) other->pending.overlapped = true;
  pending.overlapped = !open_.empty();
  open_.push_back(std::make_unique<Open>());
  Open& open = *open_.back();
  open.pending = std::move(pending);
  open.recording = std::make_unique<Recording>(transport_, std::move(exchange), &memory_);
  open.recording->start(with_credentials(std::move(transmission), target_),
                        [this, &open] { watch(open); });
}

/// Called by the recording, which must live until this returns.
void ProbeClient::watch(Open& open) {
  if (open.pending.probe.until != Until::event || open.recording->ended()) return;
  const Exchange& exchange = open.recording->exchange();
  if (!exchange.events.empty()) {
    open.is_done = true;
  } else if (exchange.answered() && !open.event_timer) {
    open.event_timer =
        transport_.at(transport_.now() + limits::first_event, [&open] { open.is_done = true; });
  }
}

void ProbeClient::settle() {
  for (std::size_t i = 0; i < open_.size();) {
    if (!open_[i]->recording->ended() && !open_[i]->is_done) {
      ++i;
      continue;
    }
    const auto open = std::move(open_[i]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    conclude(*open);
  }
}

void ProbeClient::conclude(Open& open) {
  if (open.event_timer) transport_.cancel_timer(*open.event_timer);
  open.recording->hang_up();
  const Exchange exchange = open.recording->release();
  note_loss(open.pending.probe, exchange);
  if (retry(open, exchange)) return;
  open.pending.then(exchange);
}

void ProbeClient::note_loss(const ProbeRequest& probe, const Exchange& exchange) {
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
    auto& lost = probe.may_time_out ? lost_while_waiting_ : lost_;
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

bool ProbeClient::retry(const Open& open, const Exchange& exchange) {
  const Pending& pending = open.pending;
  if (is_busy(exchange) && pending.times < max_attempts_busy) {
    at_once_ = std::max<std::size_t>(at_once_ / 2, 1);
    resend(pending, pause_after(exchange, pending.times));
    return true;
  }
  if (may_be_chance(exchange) && !is_busy(exchange) && pending.times < max_attempts_failed) {
    resend(pending, 20ms);
    return true;
  }
  const bool timed_out = !exchange.answered() && exchange.outcome == Outcome::timed_out;
  if (pending.alone) {
    timeouts_ = timed_out ? timeouts_ + 1 : 0;
    return false;
  }
  // The server may serve one connection at a time, and have been serving another one.
  if (!timed_out || !pending.overlapped || pending.probe.may_time_out) return false;
  retry_alone_.emplace_back(pending, exchange);
  return true;
}

void ProbeClient::resend(Pending pending, Duration pause) {
  at(transport_.now() + pause,
     [this, pending = std::move(pending)] { waiting_.push_back(pending); });
}

/// Nothing more will happen: the open requests wait for responses that do not come.
void ProbeClient::conclude_all() {
  for (auto& open : open_) open->is_done = true;
}

}  // namespace conform
