#include "harness/run/wait_runners.hpp"

#include "harness/run/webhook_runners.hpp"

namespace conform {

StepProgress WaitRunner::start() {
  const auto& anchors = context_.state().anchors;
  const auto anchor = anchors.find(step_.after);
  const Instant from = anchor == anchors.end() ? context_.began() : anchor->second.done;
  context_.report_idle(true);
  const Recording* like = context_.state().live_reads.find(step_.plus);
  const Duration plus = like == nullptr ? Duration{} : like->exchange().elapsed();
  context_.set_deadline(from + plus + (step_.is_swept ? context_.delay() : step_.until));
  return std::nullopt;
}

StepProgress WaitRunner::on_deadline() {
  auto& state = context_.state();
  const auto since = state.anchors.find(step_.after);
  if (step_.no_later_than && since != state.anchors.end()) {
    state.window = AttemptState::Window{since->second.sent + *step_.no_later_than, step_.after};
  }
  context_.report_idle(false);
  return StepDone{};
}

StepProgress ArrivalRunner::start() {
  context_.set_time_limit();
  return on_progress();
}

StepProgress ArrivalRunner::on_progress() {
  const auto& queue = context_.state().inbox.of(step_.arrival);
  if (has_arrived_ || queue.empty()) return std::nullopt;
  has_arrived_ = true;
  context_.report_idle(true);
  context_.set_deadline(queue.front().at + step_.until);
  return std::nullopt;
}

StepProgress ArrivalRunner::on_deadline() {
  if (has_arrived_) {
    context_.report_idle(false);
    return StepDone{};
  }
  // It may have arrived since the last check.
  if (auto step_end = on_progress(); has_arrived_) return step_end;
  return StepEnded{{no_delivery(context_)}, context_.began(), context_.now()};
}

}  // namespace conform
