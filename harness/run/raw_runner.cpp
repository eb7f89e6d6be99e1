#include "harness/run/raw_runner.hpp"

#include <utility>

namespace conform {

StepProgress RawRunner::start() {
  if (auto reason = context_.attempt_context().transport.raw_unavailable()) {
    return StepVoid{*std::move(reason)};
  }
  sending_ = context_.send_raw(step_);
  return std::nullopt;
}

StepProgress RawRunner::on_progress() {
  if (!sending_->ended()) return std::nullopt;
  answer_ = sending_->release();
  context_.remember(answer_);
  // A server may close the connection between responses (RFC 9112 9.3.2); that is not a wrong
  // response.
  const bool ended_between =
      step_.after_answers > 0 && answer_.outcome == Outcome::cut_short && !answer_.answered();
  if (step_.any_answer || ended_between) return StepAnswered{&answer_, {}};
  return StepAnswered{&answer_, context_.mismatches(answer_)};
}

}  // namespace conform
