#include "harness/run/live_runners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/judge/event_checks.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/reading.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

bool is_long_poll(std::string_view target) {
  return target.find("live=long-poll") != std::string_view::npos;
}

/// An event stream that is compressed arrives when the compressor is flushed.
void note_compression(const Exchange& seen, std::vector<Mismatch>& mismatches) {
  const auto encoding = seen.response.headers.find("Content-Encoding");
  if (!encoding || mismatches.empty() || seen.outcome == Outcome::complete) return;
  auto& got = mismatches.front().got;
  const auto note = fmt::format(
      " (the response has Content-Encoding: {}; is it flushed after each "
      "event?)",
      *encoding);
  if (!got.ends_with(note)) got += note;
}

Exchange still_open(Exchange seen) {
  seen.outcome = Outcome::pending;
  return seen;
}

}  // namespace

// ---- open ---------------------------------------------------------------------------------------

StepProgress OpenRunner::start() {
  auto& state = context_.state();
  const auto target =
      build(step_.request, state.variables, context_.began(), limits::live_read).request.target;
  const auto query = state.caches.may_hold(target) ? state.caches.unused_query() : std::string();
  const auto& name = context_.step().label;
  state.live_reads.open(name, context_.send(step_.request, limits::live_read, query),
                        step_.request.held_bytes > 0 ? 1 : step_.request.held_parts.size());
  if (step_.until_sent) return StepAnswered{&state.live_reads.at(name).exchange_by_now(), {}};
  if (step_.until || context_.step().expect) {
    context_.set_time_limit();
  } else {
    context_.set_deadline(context_.began() + head_start());
  }
  return std::nullopt;
}

Duration OpenRunner::head_start() const {
  const bool again = context_.attempt_context().waits->excused(context_.scenario().id) == 1;
  return again && is_long_poll(step_.request.target) ? limits::long_head_start
                                                     : limits::usual_head_start;
}

StepProgress OpenRunner::check(bool time_is_up) {
  Recording& reader = context_.state().live_reads.at(context_.step().label);
  const Exchange& seen = reader.exchange_by_now();
  if (step_.until) return look_for_event(seen, reader.ended(), time_is_up);
  if (!seen.answered() && !reader.ended() && !time_is_up) return std::nullopt;
  // If nothing is expected yet, `await` checks the response, however early it arrived.
  return StepAnswered{&seen,
                      context_.step().expect ? context_.mismatches(seen) : std::vector<Mismatch>{}};
}

StepProgress OpenRunner::look_for_event(const Exchange& seen, bool is_over, bool time_is_up) {
  const bool shown = std::any_of(seen.events.begin(), seen.events.end(), [&](const SeenEvent& one) {
    return event_matches(*step_.until, one.event, has_encoded_events(seen), context_.fill());
  });
  // How the response ends after the event is for `await` to look at.
  const bool was_cut_later = shown && seen.outcome == Outcome::cut_short;
  auto found = was_cut_later                ? context_.mismatches(still_open(seen))
               : seen.answered() || is_over ? context_.mismatches(seen)
                                            : std::vector<Mismatch>{};
  if (found.empty() && !shown) {
    if (!is_over && !time_is_up) return std::nullopt;
    found.push_back({fmt::format("an event '{}' that matches the step", step_.until->type),
                     seen.events.empty()
                         ? std::string("no event")
                         : fmt::format("{} other events, the last {} {}", seen.events.size(),
                                       quote(seen.events.back().event.type),
                                       quote(seen.events.back().event.data)),
                     time_is_up});
    note_compression(seen, found);
  }
  return StepAnswered{&seen, std::move(found)};
}

// ---- await --------------------------------------------------------------------------------------

StepProgress AwaitRunner::start() {
  context_.set_time_limit();
  return check(false);
}

StepProgress AwaitRunner::on_deadline() {
  // Further requests have time limits of their own.
  if (rest_ || measured_) return std::nullopt;
  return check(true);
}

StepProgress AwaitRunner::on_progress() {
  if (measured_) return take_measured();
  return rest_ ? read_rest() : check(false);
}

StepProgress AwaitRunner::read_rest() {
  const Exchange* all = rest_->on_progress();
  if (all == nullptr) return std::nullopt;
  return StepAnswered{all, context_.mismatches(*all)};
}

StepProgress AwaitRunner::check(bool time_is_up) {
  Recording& reader = context_.state().live_reads.at(step_.name);
  const Exchange& seen = reader.exchange_by_now();
  const Expectation& wanted = context_.expectation();
  const bool waits_for_end = !reader.ended() && !time_is_up && !can_be_met_early(wanted);
  if (waits_for_end) return std::nullopt;
  auto found = context_.mismatches(seen);
  const bool hopeless = is_hopeless(wanted, seen, context_.fill(), tail_for(seen));
  if (!found.empty() && !reader.ended() && !time_is_up && !hopeless) return std::nullopt;
  if (!found.empty() && reader.ended() && step_.may_be_cut) {
    rest_ = RestOfEvents::of(seen, context_);
    if (rest_) {
      context_.clear_deadline();
      return std::nullopt;
    }
  }
  note_compression(seen, found);
  // What has arrived and is wrong will not become right.
  if (hopeless) {
    for (auto& one : found) one.about_time = false;
  }
  if (!found.empty() && ended_too_early(seen)) {
    ++context_.attempt_context().waits->excused(context_.scenario().id);
    return StepVoid{
        fmt::format("the server ended '{}' after {} ms, before the later steps "
                    "ran: its long-poll timeout may be that short",
                    step_.name, seen.elapsed() / 1ms)};
  }
  if (found.empty() && came_late(seen)) {
    const bool is_known = context_.attempt_context().waits->longest() != Duration::zero();
    if (!is_known && !mentions_closure(seen)) {
      context_.clear_deadline();
      measure_timeout(seen);
      return std::nullopt;
    }
    if (auto late = woken_by_timeout(seen)) found.push_back(*std::move(late));
  }
  const bool needs_end = !can_be_met_early(wanted) && !wanted.response_ends;
  if (found.empty() && !reader.ended() && needs_end) {
    found.push_back({"the server ends the response", "it is still open", true});
  }
  return StepAnswered{&seen, std::move(found)};
}

/// The offset after the last write to the stream that this one reads; empty while a write is under
/// way.
std::string AwaitRunner::tail_for(const Exchange& reader) const {
  const auto& state = context_.state();
  if (state.live_reads.any_write_under_way()) return {};
  return last_reported_tail(state.log.all(), reader.stream);
}

/// How long after a write the response that it brings about may take to arrive.
Duration AwaitRunner::response_delay(const Exchange& reader) const {
  const auto& answers = context_.state().answers;
  return std::max<Duration>(limits::response_delay, 2 * answers.slowest) +
         context_.attempt_context().stalls.held_up(answers.last, reader.done);
}

/// A long-poll whose news came long after the write that should have ended its wait.
bool AwaitRunner::came_late(const Exchange& reader) const {
  const auto& answers = context_.state().answers;
  const bool has_news = reader.response.status == 200 || mentions_closure(reader);
  return is_long_poll(reader.request.target) && has_news && answers.last >= reader.sent &&
         reader.done - answers.last > response_delay(reader);
}

/// A lost wake-up of a server whose long-polls end before our time limit: they find the data then.
/// Time that we lost does not count already (response_delay).
std::optional<Mismatch> AwaitRunner::woken_by_timeout(const Exchange& reader) const {
  const auto timeout = context_.attempt_context().waits->longest();
  const bool as_long =
      reader.elapsed() >= timeout - timeout / 20 && reader.elapsed() <= timeout + timeout / 10;
  if (timeout == Duration::zero() || !as_long) return std::nullopt;
  const Duration late = reader.done - context_.state().answers.last;
  return Mismatch{"the write ends the wait",
                  fmt::format("the response came with the timeout, {:.1f} s after the write",
                              in_seconds(late))};
}

/// How long this server's long-polls wait, if none has ended without data yet.
void AwaitRunner::measure_timeout(const Exchange& reader) {
  RequestSpec poll;
  poll.method = "GET";
  poll.target = literally(http::split_target(reader.request.target).first);
  const auto query = fmt::format("live=long-poll&offset={}&{}",
                                 http::percent_encode(next_offset(reader).value_or("")),
                                 context_.state().caches.unused_query());
  measured_ = context_.send(poll, reader.elapsed() + limits::response_delay, query);
}

StepProgress AwaitRunner::take_measured() {
  if (!measured_->ended()) return std::nullopt;
  Exchange ended = measured_->release();
  context_.remember(ended);
  const Exchange& seen = context_.state().live_reads.at(step_.name).exchange_by_now();
  std::vector<Mismatch> found;
  if (auto late = woken_by_timeout(seen)) found.push_back(*std::move(late));
  return StepAnswered{&seen, std::move(found)};
}

/// How long a long-poll waits is up to the server (5.7): one that ended before the event that
/// should have woken it says nothing. This is so if its response came before the response to that
/// request, or after it by no more than the network delay. One that hardly waited does not count,
/// and neither does one that ends early repeatedly although the server is known to wait longer.
bool AwaitRunner::ended_too_early(const Exchange& reader) const {
  const auto& answers = context_.state().answers;
  const auto& attempt_context = context_.attempt_context();
  const auto on_its_way = response_delay(reader);
  if (reader.request.method != "GET" || reader.outcome != Outcome::complete ||
      reader.response.status != 204 || reader.elapsed() < limits::usual_head_start) {
    return false;
  }
  const bool could_wait_longer = attempt_context.waits->longest() > reader.elapsed() + on_its_way;
  if (could_wait_longer && attempt_context.waits->excused(context_.scenario().id) > 1) return false;
  return reader.done <= answers.last + on_its_way;
}

// ---- hang up, pause, resume ---------------------------------------------------------------------

StepProgress HangUpRunner::start() {
  Recording& recording = context_.state().live_reads.at(step_.name);
  step_.resets ? recording.reset() : recording.hang_up();
  auto& held = context_.state().held;
  if (const auto found = held.find(step_.name); found != held.end()) {
    found->second.was_reset = step_.resets;
  }
  context_.remember_ended_reads();
  return StepDone{};
}

StepProgress PauseRunner::start() {
  context_.state().live_reads.at(step_.name).pause();
  return StepDone{};
}

/// A server may limit how long a body takes, and say so with 408, or by closing the connection.
/// Another answer may come early: the next `await` looks at it.
StepProgress ResumeRunner::cut_while_held(const Exchange& exchange) {
  const int status = exchange.response.status;
  const bool is_cut =
      exchange.outcome != Outcome::complete || status == 408 || status == 429 || status == 503;
  if (!is_cut) return StepDone{};
  return StepVoid{"the server did not wait for the part of the body that was held back"};
}

/// A request counts as sent once it is complete.
StepProgress ResumeRunner::start() {
  auto& live_reads = context_.state().live_reads;
  Recording& recording = live_reads.at(step_.name);
  if (recording.ended()) {
    if (!context_.state().held.contains(step_.name)) return StepDone{};
    return cut_while_held(recording.exchange());
  }
  if (live_reads.release_part(step_.name)) {
    Exchange& exchange = recording.exchange_by_now();
    exchange.sent = exchange.first_byte = exchange.done;
    context_.attempt_context().on_sending(exchange);
  }
  recording.resume();
  return StepDone{};
}

}  // namespace conform
