#include "harness/run/attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/judge/status_checks.hpp"
#include "harness/run/capture.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/position_comparison.hpp"
#include "harness/run/wait_comparison.hpp"

namespace conform {
namespace {

/// However late the request was, a server must answer it, in HTTP and without a server error.
bool is_broken_answer(const Exchange& exchange) {
  const bool broken = exchange.outcome != Outcome::complete &&
                      exchange.outcome != Outcome::pending &&
                      exchange.outcome != Outcome::closed_by_us;
  return broken || exchange.response.status >= 500;
}

const RequestSpec* request_of(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return &send->request;
  if (const auto* read = std::get_if<ReadStep>(&step.action)) return &read->request;
  if (const auto* open = std::get_if<OpenStep>(&step.action)) return &open->request;
  return nullptr;
}

/// Whether the request of a step, apart from its body, repeats something that the server sent
/// before.
bool repeats_server_value(const Scenario& scenario, std::size_t index) {
  const RequestSpec* request = request_of(scenario.steps[index]);
  if (request == nullptr) return false;
  std::string text = request->target;
  for (const auto& [name, value] : request->query) text += value;
  for (const auto& [name, value] : request->headers) text += value;
  const auto saved_before = [&](const Step& step) {
    return std::any_of(step.save.begin(), step.save.end(), [&](const Save& save) {
      return text.find(fmt::format("{{{}}}", save.variable)) != std::string::npos;
    });
  };
  const auto end = scenario.steps.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(scenario.steps.begin(), end, saved_before);
}

/// Whether what was read of a response is enough: it has a wrong status or header.
bool is_wrong_as_far_as_read(const std::vector<Mismatch>& mismatches) {
  return std::any_of(mismatches.begin(), mismatches.end(), [](const Mismatch& mismatch) {
    const auto aspect = mismatch.observation.aspect;
    return aspect == Aspect::status || aspect == Aspect::header;
  });
}

/// Independent mismatches are all reported, each once, up to a limit (R39).
Mismatch combined(const std::vector<Mismatch>& mismatches) {
  constexpr std::size_t max_reported = 3;
  Mismatch all = mismatches.front();
  std::set<std::string> shown{all.expected};
  for (const auto& one : mismatches) {
    if (shown.size() == max_reported) break;
    if (!shown.insert(one.expected).second) continue;
    all.expected += "; and " + one.expected;
    all.got += "; and " + one.got;
  }
  return all;
}

std::string refusal_words(const Exchange& answer) {
  const auto what = fmt::format("the server may refuse this {}, and", answer.request.method);
  if (!answer.answered()) return what + " closes the connection";
  return fmt::format("{} answers {}", what, answer.response.status);
}

bool needs_webhook(const Scenario& scenario) {
  return scenario.uses_hook ||
         std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& one) {
           return std::holds_alternative<ReceiveStep>(one.action);
         });
}

}  // namespace

Attempt::Attempt(const Scenario& scenario, const AttemptContext& context, std::string word)
    : scenario_(scenario),
      word_(std::move(word)),
      context_(scenario, context, word_,
               {.on_progress = [this] { wake(); },
                .on_deadline = [this] { guard([this] { return runner_->on_deadline(); }); },
                .on_idle = [this](bool idle) { on_idle_(idle); }}) {}

Attempt::~Attempt() {
  if (waking_) context_.attempt_context().transport.cancel_timer(*waking_);
  context_.attempt_context().hooks.forget(word_);
}

void Attempt::start(std::function<void(const AttemptEnd&)> on_ending,
                    std::function<void(bool)> on_idle) {
  ensure(!on_ending_, "an attempt is started once");
  on_ending_ = std::move(on_ending);
  on_idle_ = std::move(on_idle);
  guard([this]() -> StepProgress {
    if (auto problem = open_webhook()) return StepVoid{*std::move(problem)};
    if (scenario_.sweep) {
      sweep_.emplace(*scenario_.sweep, context_.now(),
                     scenario_.is_slow ? limits::slow_sweep : limits::sweep);
    }
    if (sweep_) context_.set_delay(sweep_->delay());
    return begin_step(0);
  });
}

std::optional<std::string> Attempt::open_webhook() {
  if (!needs_webhook(scenario_)) return std::nullopt;
  auto& hooks = context_.attempt_context().hooks;
  const auto url = hooks.url();
  if (!url) return url.error();
  context_.state().variables.set_hook(*url + "/" + word_);
  hooks.expect(word_, [this](const std::string& name, IncomingRequest request) {
    context_.state().inbox.add(name, std::move(request), context_.now());
    wake();
  });
  return std::nullopt;
}

void Attempt::guard(const std::function<StepProgress()>& part) {
  try {
    proceed(part());
  } catch (const std::exception& fault) {
    end({.kind = AttemptEnd::Kind::faulted, .step = context_.index(), .reason = fault.what()});
  }
}

/// Deferred: the step may destroy the recording whose callback this is.
void Attempt::wake() {
  if (waking_ || ended_) return;
  auto& transport = context_.attempt_context().transport;
  waking_ = transport.at(transport.now(), [this] {
    waking_.reset();
    guard([this]() -> StepProgress {
      context_.remember_ended_reads();
      if (ended_) return std::nullopt;
      return runner_->on_progress();
    });
  });
}

// ---- steps --------------------------------------------------------------------------------------

void Attempt::proceed(StepProgress progress) {
  while (progress) {
    ensure(!ended_, "no step comes to anything when its attempt has ended");
    StepEnd step_end = *std::move(progress);
    progress = std::visit([this](auto& one) { return take(std::move(one)); }, step_end);
  }
}

StepProgress Attempt::begin_step(std::size_t index) {
  context_.begin(index);
  judged_ = 0;
  was_silent_ = false;
  was_not_sent_ = false;
  was_compared_ = false;
  // An observation of how long something lasts holds up nothing else.
  on_idle_(!scenario_.observe.empty() && std::holds_alternative<AwaitStep>(context_.step().action));
  runner_ = runner_of(context_);
  return runner_->start();
}

StepProgress Attempt::begin_round() {
  runner_.reset();
  context_.clear_deadline();
  context_.start_again(fmt::format("{}-{}", word_, ++rounds_));
  context_.set_delay(sweep_->delay());
  return begin_step(0);
}

StepProgress Attempt::take(const StepDone& /*done*/) {
  context_.clear_deadline();
  if (context_.index() + 1 < scenario_.steps.size()) return begin_step(context_.index() + 1);
  if (sweep_ && sweep_->advance(context_.now())) return begin_round();
  end_of_steps();
  return std::nullopt;
}

void Attempt::end_of_steps() {
  if (sweep_ && !sweep_->has_enough()) {
    end({.kind = AttemptEnd::Kind::void_, .step = context_.index(), .reason = left_out_because_});
    return;
  }
  end({.kind = AttemptEnd::Kind::passed, .observed = context_.fill()(scenario_.observe)});
}

StepProgress Attempt::take(StepVoid nothing) {
  if (sweep_ && sweep_->may_repeat()) return begin_round();
  if (sweep_) {
    left_out_because_ = std::move(nothing.reason);
    if (sweep_->leave_out(context_.now())) return begin_round();
    end_of_steps();
    return std::nullopt;
  }
  end({.kind = AttemptEnd::Kind::void_,
       .step = context_.index(),
       .reason = std::move(nothing.reason)});
  return std::nullopt;
}

StepProgress Attempt::take(const StepEnded& ended) {
  return finish_step(ended.mismatches, ended.from, ended.to);
}

StepProgress Attempt::take(StepAnswered answered) {
  const Exchange& answer = *answered.answer;
  auto& mismatches = answered.mismatches;
  const Exchange& judged = answered.first_wrong != nullptr ? *answered.first_wrong : answer;
  if (judged_ == 0) judged_ = judged.number;
  was_silent_ = answer.outcome == Outcome::timed_out;
  was_not_sent_ = judged.outcome == Outcome::not_sent;
  if (is_broken_answer(answer)) context_.state().window.reset();
  if (!mismatches.empty() && is_refusal(judged)) {
    end({.kind = AttemptEnd::Kind::refused,
         .step = context_.index(),
         .reason = refusal_words(judged)});
    return std::nullopt;
  }
  if (mismatches.empty() && took_long(context_, answer) && !std::exchange(was_compared_, true)) {
    context_.clear_deadline();
    runner_ = std::make_unique<WaitComparison>(context_, answer);
    return runner_->start();
  }
  if (differs_only_in_offset(answer, mismatches)) {
    context_.clear_deadline();
    runner_ = std::make_unique<PositionComparison>(context_, answer, std::move(mismatches));
    return runner_->start();
  }
  if (mismatches.empty()) {
    if (auto missing = save_from(answer)) mismatches.push_back(*std::move(missing));
  }
  return finish_step(mismatches, answer.sent, answer.done);
}

std::optional<Mismatch> Attempt::save_from(const Exchange& exchange) {
  for (const auto& save : context_.step().save) {
    auto value = capture(save, exchange);
    if (!value) {
      return Mismatch{value.error(), "nothing of that kind", false, on(exchange, {})};
    }
    context_.state().variables.set(save.variable, *std::move(value));
  }
  return std::nullopt;
}

StepProgress Attempt::finish_step(const std::vector<Mismatch>& mismatches, Instant from,
                                  Instant to) {
  context_.clear_deadline();
  if (auto reason = void_reason(mismatches, from, to)) return StepVoid{*std::move(reason)};
  context_.state().window.reset();
  const auto& unread = context_.state().unread;
  if (!mismatches.empty() && unread && !is_wrong_as_far_as_read(mismatches)) {
    end({.kind = AttemptEnd::Kind::not_read, .step = context_.index(), .reason = *unread});
    return std::nullopt;
  }
  if (!mismatches.empty()) {
    fail_step(combined(mismatches));
    return std::nullopt;
  }
  const auto& label = context_.step().label;
  if (!label.empty()) context_.state().anchors[label] = {from, to};
  return StepDone{};
}

std::optional<std::string> Attempt::void_reason(const std::vector<Mismatch>& mismatches,
                                                Instant from, Instant to) const {
  const auto& window = context_.state().window;
  if (window && to > window->closes) {
    return fmt::format("the response came after the time window that began with '{}'",
                       window->anchor);
  }
  if (!mismatches.empty() && context_.state().own_lack) return context_.state().own_lack;
  if (!mismatches.empty() && context_.state().memory.ran_out()) {
    return std::string(
        "a response was not read to its end, because responses took all the memory that they may "
        "(--memory)");
  }
  if (!mismatches.empty()) {
    if (auto problem = context_.time_problem()) return problem;
  }
  const bool late = std::all_of(mismatches.begin(), mismatches.end(),
                                [](const Mismatch& mismatch) { return mismatch.about_time; });
  if (mismatches.empty() || !late) return std::nullopt;
  // The server's time limit has already been extended by time that we lost.
  const bool silence = was_silent_ || context_.time_limit_has_passed();
  const auto lost = context_.attempt_context().stalls.held_up(
      silence ? std::max(from, context_.began()) : from, to);
  if (lost <= (silence ? max_extension(context_.limit()) : Duration::zero())) return std::nullopt;
  return fmt::format("conform itself was held up for {} ms",
                     std::chrono::duration_cast<std::chrono::milliseconds>(lost).count());
}

bool Attempt::is_refusal(const Exchange& answer) const {
  const auto& allowed = context_.step().may_refuse;
  const int status = answer.response.status;
  const bool is_busy = status == 408 || status == 429 || status == 503;
  return !is_busy && std::any_of(allowed.begin(), allowed.end(), [&](const Template& pattern) {
    return pattern == "closed" ? answer.outcome == Outcome::cut_short
                               : answer.answered() && status_matches(pattern, status);
  });
}

// ---- the end ------------------------------------------------------------------------------------

void Attempt::fail_step(const Mismatch& mismatch) {
  // A request that the transport does not send says nothing about the server, unless part of it
  // came from the server.
  if (was_not_sent_ && !repeats_server_value(scenario_, context_.index())) {
    throw std::runtime_error(mismatch.got);
  }
  auto kind = is_under_test(scenario_, context_.index()) ? AttemptEnd::Kind::mismatched
                                                         : AttemptEnd::Kind::blocked;
  if (context_.state().connection_failed) kind = AttemptEnd::Kind::no_connection;
  end({.kind = kind,
       .step = context_.index(),
       .expected = mismatch.expected,
       .got = sweep_ ? fmt::format("{}, {}", mismatch.got, sweep_->words()) : mismatch.got,
       .observation = mismatch.observation});
}

void Attempt::end(AttemptEnd ending) {
  if (ended_) return;
  ended_ = true;
  context_.clear_deadline();
  context_.state().live_reads.hang_up_all();
  context_.remember_ended_reads();
  context_.state().inbox.refuse_all();
  ending.exchange = number_of_judged();
  runner_.reset();
  on_ending_(ending);
}

std::uint64_t Attempt::number_of_judged() const {
  const auto& action = context_.step().action;
  std::string live;
  if (std::holds_alternative<OpenStep>(action)) live = context_.step().label;
  if (const auto* await = std::get_if<AwaitStep>(&action)) live = await->name;
  // A live read is numbered when it ends.
  const Recording* reader = live.empty() ? nullptr : context_.state().live_reads.find(live);
  return reader == nullptr ? judged_ : reader->exchange().number;
}

}  // namespace conform
