#include "harness/run/wait_comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/run/limits.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform {
namespace {

/// Including the first.
constexpr std::size_t tries = 3;
/// A live read that comes at once may take so many times as long as another read.
constexpr int slower_than_plain = 4;
/// The protocol's words for "at once" are read as: within this part of the server's own timeout.
constexpr int part_of_timeout = 10;

/// Until the first event of an event stream, or the end of another response.
Duration time_of(const Exchange& exchange) {
  return exchange.events.empty() ? exchange.elapsed() : exchange.events.front().at - exchange.sent;
}

std::string without_live(std::string_view target) {
  const auto [path, query] = http::split_target(target);
  std::string kept;
  for (const auto& [name, value] : http::parse_query(query)) {
    if (name == "live") continue;
    kept += fmt::format("{}{}={}", kept.empty() ? "?" : "&", http::percent_encode(name),
                        http::percent_encode(value));
  }
  return std::string(path) + kept;
}

}  // namespace

bool took_long(const StepContext& context, const Exchange& answer) {
  return context.expectation().at_once && time_of(answer) > limits::response_delay;
}

WaitComparison::WaitComparison(StepContext& context, Exchange answer)
    : context_(context), answer_(std::move(answer)) {
  request_.method = answer_.request.method;
}

StepProgress WaitComparison::start() {
  waits_.push_back(waited(answer_));
  send_plain();
  return std::nullopt;
}

Duration WaitComparison::waited(const Exchange& exchange) const {
  return time_of(exchange) -
         context_.attempt_context().stalls.held_up(exchange.sent, exchange.done);
}

void WaitComparison::send_plain() {
  request_.target = literally(without_live(answer_.request.target));
  plain_ = context_.send(request_, context_.limit(), context_.state().caches.unused_query());
}

void WaitComparison::send_again() {
  request_.target = literally(answer_.request.target);
  again_ = context_.send(request_, context_.limit(), context_.state().caches.unused_query());
}

Duration WaitComparison::allowance() const {
  const auto timeout = context_.attempt_context().waits->longest();
  return std::max<Duration>(
      {limits::response_delay, timeout / part_of_timeout, slower_than_plain * slowest_plain_});
}

StepProgress WaitComparison::on_progress() {
  if (plain_ && plain_->ended()) {
    Exchange plain = plain_->release();
    plain_.reset();
    context_.remember(plain);
    slowest_plain_ = std::max(slowest_plain_, plain.elapsed());
    if (waits_.size() < tries) send_again();
  }
  if (again_ && (again_->ended() || !again_->exchange().events.empty())) {
    again_->hang_up();
    Exchange again = again_->release();
    again_.reset();
    context_.remember(again);
    waits_.push_back(waited(again));
    send_plain();
  }
  return plain_ || again_ ? std::nullopt : conclude();
}

StepProgress WaitComparison::conclude() {
  const bool came_at_once =
      std::any_of(waits_.begin(), waits_.end(), [&](Duration wait) { return wait <= allowance(); });
  if (came_at_once) return StepAnswered{&answer_, {}};
  // A long-poll that the scenario has open shows it at last.
  if (context_.attempt_context().waits->longest() == Duration::zero()) {
    if (!is_waiting_) context_.set_deadline(context_.now() + limits::longest_timeout);
    is_waiting_ = true;
    return std::nullopt;
  }
  std::vector<std::string> words;
  for (const auto wait : waits_) words.push_back(fmt::format("{:.1f}", in_seconds(wait)));
  const auto timeout = context_.attempt_context().waits->longest();
  Mismatch mismatch{
      fmt::format("a response without waiting: in less than a tenth of the {:.1f} s for which this "
                  "server's long-polls wait",
                  in_seconds(timeout)),
      fmt::format("responses after {} s, and after {:.1f} s or less without 'live'",
                  fmt::join(words, ", "), in_seconds(slowest_plain_)),
      true};
  mismatch.observation.aspect = Aspect::time;
  return StepAnswered{&answer_, {std::move(mismatch)}};
}

StepProgress WaitComparison::on_deadline() {
  return StepVoid{
      "the response took long, and how long this server's long-polls wait was not to be learnt"};
}

}  // namespace conform
