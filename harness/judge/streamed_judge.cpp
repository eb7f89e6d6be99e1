#include "harness/judge/streamed_judge.hpp"

namespace conform {
namespace {

std::int64_t sent_at(const Exchange& exchange) {
  return exchange.sent_order != 0 ? static_cast<std::int64_t>(exchange.sent_order)
                                  : exchange.sent.time_since_epoch().count();
}

std::int64_t done_at(const Exchange& exchange) {
  return exchange.done_order != 0 ? static_cast<std::int64_t>(exchange.done_order)
                                  : exchange.done.time_since_epoch().count();
}

std::size_t weight_of(const Exchange& exchange) {
  constexpr std::size_t overhead = 4096;
  std::size_t bytes = overhead + exchange.request.body.size() + exchange.response.body.size();
  for (const auto& seen : exchange.events) bytes += 2 * seen.event.data.size() + overhead / 16;
  return bytes;
}

}  // namespace

StreamedJudge::StreamedJudge(
    Judge& judge, std::function<void(const Exchange&, const std::vector<Violation>&)> take,
    std::size_t kept_bytes)
    : judge_(judge), take_(std::move(take)), kept_bytes_(kept_bytes) {}

void StreamedJudge::add(Exchange exchange) {
  // What it did may explain what has been judged already: a clock went back, or the file is sorted
  // in another way.
  if (sent_at(exchange) <= latest_) {
    ++late_;
    judge_.mark_unknown(exchange.request.target);
  }
  bytes_ += weight_of(exchange);
  const Key done{done_at(exchange), exchange.number};
  by_sent_.emplace(Key{sent_at(exchange), exchange.number}, done);
  by_done_.emplace(done, std::move(exchange));
  while (bytes_ > kept_bytes_) observe_first();
}

void StreamedJudge::finish() {
  while (!by_done_.empty()) observe_first();
}

/// A request sent at the very time when another ended counts as overlapping it.
void StreamedJudge::announce_until(std::int64_t when) {
  while (!by_sent_.empty() && by_sent_.begin()->first.first <= when) {
    judge_.sent(by_done_.at(by_sent_.begin()->second));
    by_sent_.erase(by_sent_.begin());
  }
}

void StreamedJudge::observe_first() {
  const auto first = by_done_.begin();
  announce_until(first->first.first);
  latest_ = std::max(latest_, first->first.first);
  bytes_ -= weight_of(first->second);
  take_(first->second, judge_.observe(first->second));
  by_done_.erase(first);
}

}  // namespace conform
