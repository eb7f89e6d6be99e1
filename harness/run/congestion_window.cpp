#include "harness/run/congestion_window.hpp"

#include <algorithm>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t first_limit = 4;
/// The median of fewer samples is unreliable; more samples delay it.
constexpr std::size_t smallest_batch = 8;
constexpr std::size_t largest_batch = 32;
/// Latencies of one server vary with the request, and by chance.
constexpr int usual_spread = 3;
constexpr Duration slack = 50ms;
/// A delay beyond normal variation: the request is queueing.
constexpr Duration queueing = 500ms;
/// A limit that was refused once is retried rarely, since each retry costs an attempt.
constexpr std::size_t first_patience = 50;
constexpr std::size_t max_patience = 1000;

Duration median(std::vector<Duration>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

CongestionWindow::CongestionWindow(std::size_t most)
    : most_(std::max<std::size_t>(most, 1)),
      limit_(std::min(first_limit, most_)),
      patience_(first_patience) {}

Duration CongestionWindow::prompt() const {
  return usual_spread * base_.value_or(Duration::zero()) + slack;
}

bool CongestionWindow::is_overdue(Duration age) const {
  return age > prompt() + queueing;
}

std::optional<std::size_t> CongestionWindow::capacity() const {
  return ceiling_ == unlimited ? std::nullopt : std::optional(ceiling_);
}

void CongestionWindow::answered(const Answered& answer) {
  const auto latency = answer.done - answer.sent;
  // With at most one other request there is no queueing: the latency is the server's own.
  if (answer.under_way > 2 && is_overdue(latency)) {
    refused({answer.sent, answer.done, answer.under_way});
    return;
  }
  if (base_ && latency <= prompt()) proven_ = std::max(proven_, answer.under_way);
  batch_.push_back(latency);
  limit_reached_ = limit_reached_ || answer.limit_reached;
  if (batch_.size() >= std::clamp(limit_, smallest_batch, largest_batch)) judge_batch(answer.done);
}

void CongestionWindow::judge_batch(Instant now) {
  const auto typical = median(batch_);
  if (!base_) base_ = typical;
  if (typical <= prompt()) {
    // Only downwards, and slowly: one lucky batch proves little.
    if (typical < *base_) *base_ -= (*base_ - typical) / 8;
    if (limit_reached_) grow();
  } else if (limit_ == 1) {
    // We put no load on it: the server or the network has become slower.
    base_ = typical;
    forget_refusals();
  } else {
    slow_start_ = false;
    last_strain_ = now;
    limit_ -= std::max<std::size_t>(1, limit_ / 4);
  }
  batch_.clear();
  limit_reached_ = false;
}

void CongestionWindow::grow() {
  if (limit_ >= ceiling_ && ++batches_at_ceiling_ >= patience_) {
    batches_at_ceiling_ = 0;
    ++ceiling_;
  }
  const std::size_t more = slow_start_ ? batch_.size() : 1;
  limit_ = std::min({limit_ + more, most_, ceiling_});
}

void CongestionWindow::refused(const Refused& refusal) {
  last_strain_ = std::max(last_strain_, refusal.now);
  if (refusal.sent < last_cut_) return;
  // Refused while alone: the number of requests is not the reason.
  if (refusal.under_way <= 1) return;
  last_cut_ = refusal.now;
  if (ceiling_ != unlimited) patience_ = std::min(2 * patience_, max_patience);
  batches_at_ceiling_ = 0;
  slow_start_ = false;
  ceiling_ = std::min(ceiling_, std::max<std::size_t>(refusal.under_way, 2) - 1);
  limit_ = std::max<std::size_t>(1, std::min(limit_, refusal.under_way) / 2);
  batch_.clear();
}

void CongestionWindow::forget_refusals() {
  ceiling_ = unlimited;
  slow_start_ = true;
  batches_at_ceiling_ = 0;
  patience_ = first_patience;
}

}  // namespace conform
