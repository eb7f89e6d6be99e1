#include "harness/run/send_runner.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

/// What was sent is in the log, as far as reports show it.
void drop_if_large(std::string& body) {
  if (body.size() > limits::kept_body_bytes) std::string().swap(body);
}

}  // namespace

StepProgress SendRunner::start() {
  send_next();
  return std::nullopt;
}

void SendRunner::send_next() {
  sending_.clear();
  auto& state = context_.state();
  for (std::uint64_t i = 0; i < step_.concurrently; ++i) {
    state.variables.set_count(answers_.size() + i + 1);
    sending_.push_back(context_.send(step_.request, context_.limit(),
                                     past_caches_ ? state.caches.unused_query() : std::string()));
  }
}

StepProgress SendRunner::on_progress() {
  const bool all_ended = std::all_of(sending_.begin(), sending_.end(),
                                     [](const auto& recording) { return recording->ended(); });
  if (!all_ended) return std::nullopt;
  auto mismatches = take_answers();
  const bool more = answers_.size() < step_.times * step_.concurrently;
  if (mismatches.empty() && more) {
    send_next();
    return std::nullopt;
  }
  auto of_set = set_mismatches(context_.expectation(), answers_, context_.fill());
  mismatches.insert(mismatches.end(), of_set.begin(), of_set.end());
  const bool is_read = step_.request.method == "GET" || step_.request.method == "HEAD";
  if (!mismatches.empty() && is_read && asks_past_caches()) return std::nullopt;
  return StepAnswered{&answers_.back(), std::move(mismatches),
                      first_wrong_ ? &answers_[*first_wrong_] : nullptr};
}

std::vector<Mismatch> SendRunner::take_answers() {
  std::vector<Mismatch> mismatches;
  for (const auto& recording : sending_) {
    answers_.push_back(recording->release());
    Exchange& answer = answers_.back();
    context_.state().answers.note(answer);
    context_.remember(answer);
    drop_if_large(answer.request.body);
    context_.state().variables.set_count(answers_.size());
    auto found = context_.mismatches(answer);
    if (!found.empty() && !first_wrong_) first_wrong_ = answers_.size() - 1;
    mismatches.insert(mismatches.end(), found.begin(), found.end());
  }
  sending_.clear();
  return mismatches;
}

bool SendRunner::asks_past_caches() {
  if (!context_.state().caches.may_have_answered() || std::exchange(past_caches_, true)) {
    return false;
  }
  answers_.clear();
  first_wrong_.reset();
  send_next();
  return true;
}

}  // namespace conform
