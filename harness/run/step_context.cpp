#include "harness/run/step_context.hpp"

#include <algorithm>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/run/kept_exchange.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

bool is_long_poll(std::string_view target) {
  return target.find("live=long-poll") != std::string_view::npos;
}

bool keeps_the_protocols_time(const Action& action) {
  return std::holds_alternative<AwaitStep>(action) || std::holds_alternative<ReceiveStep>(action) ||
         std::holds_alternative<WaitStep>(action) || std::holds_alternative<OpenStep>(action);
}

bool is_paused_later(const Scenario& scenario, std::string_view label) {
  return std::any_of(scenario.steps.begin(), scenario.steps.end(), [&](const Step& step) {
    const auto* pause = std::get_if<PauseStep>(&step.action);
    return pause != nullptr && pause->name == label;
  });
}

}  // namespace

StepContext::StepContext(const Scenario& scenario, const AttemptContext& context, std::string word,
                         Events events)
    : scenario_(scenario),
      attempt_context_(context),
      events_(std::move(events)),
      state_(fresh_state(std::move(word))) {}

std::unique_ptr<AttemptState> StepContext::fresh_state(std::string word) const {
  // It cannot be moved, as std::make_unique would.
  return std::unique_ptr<AttemptState>(
      new AttemptState{.variables = Variables(attempt_context_.target, scenario_, std::move(word)),
                       .memory = MemoryShare(attempt_context_.memory),
                       .server_time = ServerTime(clock_set_by())});
}

void StepContext::start_again(std::string word) {
  state_->live_reads.hang_up_all();
  remember_ended_reads();
  auto created = std::move(state_->created);
  state_ = fresh_state(std::move(word));
  state_->created = std::move(created);
}

StepContext::~StepContext() {
  clear_deadline();
}

void StepContext::begin(std::size_t index) {
  ensure(index < scenario_.steps.size(), "a step that begins is one of the scenario's");
  ensure(!timer_, "no deadline of an earlier step is left when one begins");
  index_ = index;
  state_->memory.begin_step();
  began_ = now();
  time_limit_has_passed_ = false;
}

Duration StepContext::limit() const {
  if (step().within) return *step().within;
  return keeps_the_protocols_time(step().action)
             ? std::max<Duration>(attempt_context_.time_limit, limits::protocol_timer)
             : attempt_context_.time_limit;
}

Fill StepContext::fill() const {
  return [this](const Template& text) { return state_->variables.fill(text, time_of_day()); };
}

const Expectation& StepContext::expectation() const {
  static const Expectation anything;
  static const Expectation any_success = [] {
    Expectation expectation;
    expectation.status = {"2xx"};
    return expectation;
  }();
  if (step().expect) return *step().expect;
  return std::holds_alternative<RawStep>(step().action) ? anything : any_success;
}

HeldUp StepContext::held_up() const {
  return [&stalls = attempt_context_.stalls](Instant from, Instant to) {
    return stalls.held_up(from, to);
  };
}

// ---- requests -----------------------------------------------------------------------------------

Exchange StepContext::blank_exchange(http::Request request) const {
  Exchange exchange;
  exchange.scenario = scenario_.id;
  exchange.stream = state_->variables.stream_of(request.target);
  exchange.label = step().label;
  exchange.request = std::move(request);
  exchange.sent = exchange.first_byte = exchange.done = now();
  return exchange;
}

std::unique_ptr<Recording> StepContext::send(const RequestSpec& spec, Duration time_limit,
                                             std::string_view extra_query) {
  Transmission transmission = build(spec, state_->variables, time_of_day(), time_limit);
  transmission.held_up = held_up();
  transmission.small_window = is_paused_later(scenario_, step().label);
  auto& request = transmission.request;
  request.target = with_query(std::move(request.target), extra_query);
  auto& created = state_->created;
  if (request.method == "PUT" &&
      std::find(created.begin(), created.end(), request.target) == created.end()) {
    created.push_back(request.target);
  }
  const bool to_hook = state_->variables.is_hook(request.target);
  std::string body = std::exchange(request.body, {});
  Exchange exchange = blank_exchange(request);
  if (spec.is_held()) request.body = body;
  exchange.request.body = std::move(body);
  if (spec.is_held()) {
    state_->held[step().label] = {now(), transmission.holds, transmission.chunked};
  } else {
    attempt_context_.on_sending(exchange);
  }
  auto recording =
      std::make_unique<Recording>(attempt_context_.transport, std::move(exchange), &state_->memory);
  recording->start(to_hook ? std::move(transmission)
                           : with_credentials(std::move(transmission), attempt_context_.target),
                   [this] { report_progress(); });
  return recording;
}

std::unique_ptr<Recording> StepContext::send_raw(const RawStep& step) {
  RawTransmission raw = build(step, state_->variables, began_ + clock_set_by(), limit());
  raw.held_up = held_up();
  http::Request shown{.method = "RAW", .target = raw.url, .headers = {}, .body = raw.bytes};
  Exchange blank = blank_exchange(std::move(shown));
  // The judge cannot parse raw bytes as a request, so it does not see them; only the response is
  // checked.
  blank.stream.clear();
  auto recording =
      std::make_unique<Recording>(attempt_context_.transport, std::move(blank), &state_->memory);
  recording->start_raw(std::move(raw), [this] { report_progress(); });
  return recording;
}

void StepContext::remember(Exchange& exchange) {
  ensure(exchange.outcome != Outcome::pending, "an exchange that is remembered has ended");
  state_->caches.note(exchange);
  state_->server_time.note(exchange, clock_set_by());
  if (exchange.outcome == Outcome::no_connection) state_->connection_failed = true;
  if (exchange.outcome == Outcome::no_resources) state_->own_lack = exchange.problem;
  if (exchange.outcome == Outcome::too_large) state_->unread = exchange.problem;
  if (exchange.response.status == 204 && is_long_poll(exchange.request.target)) {
    attempt_context_.waits->note(exchange.elapsed());
  }
  attempt_context_.on_exchange(exchange);
  state_->memory.keep(weight_of(exchange));
  state_->log.add(exchange);
}

void StepContext::remember_ended_reads() {
  state_->live_reads.show_ended([this](Exchange& exchange, bool whole) {
    // What was never a whole request is evidence, and nothing to judge.
    whole ? remember(exchange) : state_->log.add(exchange);
  });
}

// ---- time ---------------------------------------------------------------------------------------

void StepContext::set_deadline(Instant when) {
  clear_deadline();
  timer_ = attempt_context_.transport.at(when, [this] {
    timer_.reset();
    events_.on_deadline();
  });
}

void StepContext::set_time_limit() {
  clear_deadline();
  const TimeLimit given{began_, limit(), held_up()};
  const auto end = given.later_end(now());
  timer_ = attempt_context_.transport.at(end.value_or(now()), [this, given] {
    timer_.reset();
    if (given.later_end(now())) {
      set_time_limit();
      return;
    }
    time_limit_has_passed_ = true;
    events_.on_deadline();
  });
}

void StepContext::clear_deadline() {
  if (timer_) attempt_context_.transport.cancel_timer(*timer_);
  timer_.reset();
}

}  // namespace conform
