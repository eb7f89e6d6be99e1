#include "harness/judge/producer_history.hpp"

#include <algorithm>

namespace conform {
namespace {

constexpr std::size_t max_producers = 1 << 10;
constexpr std::size_t max_requests = 1 << 12;

}  // namespace

const ProducerTrace* ProducerTraces::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

bool ProducerTraces::has_accepted(const ProducerStamp& stamp) const {
  const auto* trace = find(stamp.id);
  return trace != nullptr && trace->epoch == stamp.epoch && trace->seq >= stamp.seq;
}

/// Null if there are too many to remember another one.
ProducerTrace* ProducerTraces::trace_of(const ProducerStamp& stamp) {
  if (const auto found = by_id_.find(stamp.id); found != by_id_.end()) return &found->second;
  if (by_id_.size() >= max_producers) return nullptr;
  return &by_id_.emplace(stamp.id, ProducerTrace{}).first->second;
}

void ProducerTraces::learn(const Exchange& exchange, const ParsedRequest& request,
                           LogicalTime now) {
  if (!request.producer || !request.has_body) return;
  auto* trace = trace_of(*request.producer);
  if (trace == nullptr || trace->epoch > request.producer->epoch) return;
  const auto echoed =
      small_integer(value_of(exchange.response.headers, "Producer-Seq").value_or(""));
  const auto seq = std::max(request.producer->seq, echoed.value_or(0));
  const bool is_new =
      trace->seen == 0 || trace->epoch < request.producer->epoch || trace->seq < seq;
  if (is_new) *trace = {request.producer->epoch, seq, now};
}

void ProducerRequests::note(const ParsedRequest& request) {
  if (!request.producer) {
    // A server may read them differently.
    if (request.has_producer_headers) are_all_known_ = false;
  } else if (stamps_.size() >= max_requests) {
    are_all_known_ = false;
  } else {
    stamps_.push_back(*request.producer);
  }
}

std::optional<std::size_t> ProducerRequests::count_from(const ProducerStamp& stamp) const {
  if (!are_all_known_) return std::nullopt;
  return static_cast<std::size_t>(
      std::count_if(stamps_.begin(), stamps_.end(), [&](const ProducerStamp& one) {
        return one.id == stamp.id &&
               (one.epoch > stamp.epoch || (one.epoch == stamp.epoch && one.seq >= stamp.seq));
      }));
}

}  // namespace conform
