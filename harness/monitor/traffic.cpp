#include "harness/monitor/traffic.hpp"

namespace conform::monitor {
namespace {

constexpr std::size_t overhead = 1024;

std::size_t weight(const Exchange& exchange) {
  std::size_t bytes = exchange.request.body.size() + exchange.response.body.size();
  for (const auto& seen : exchange.events) bytes += 2 * seen.event.data.size() + overhead / 4;
  return bytes;
}
std::size_t weight(const RequestBegan& event) {
  return weight(event.exchange);
}
std::size_t weight(const BodySent& event) {
  return weight(event.exchange);
}
std::size_t weight(const ExchangeEnded& event) {
  return weight(event.exchange);
}
std::size_t weight(const EventReached& event) {
  return 2 * event.event.data.size();
}
std::size_t weight(const ForeignBytes& event) {
  return event.bytes.size();
}
template <class Small>
std::size_t weight(const Small& /*event*/) {
  return 0;
}

}  // namespace

std::size_t weight_of(const TrafficEvent& event) {
  return overhead + std::visit([](const auto& one) { return weight(one); }, event);
}

}  // namespace conform::monitor
