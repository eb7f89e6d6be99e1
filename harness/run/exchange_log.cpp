#include "harness/run/exchange_log.hpp"

#include <algorithm>

#include "harness/run/kept_exchange.hpp"
#include "harness/run/limits.hpp"

namespace conform {

void ExchangeLog::add(const Exchange& exchange) {
  exchanges_.push_back(shortened(exchange));
  bytes_ += weight_of(exchanges_.back());
  while (exchanges_.size() > limits::kept_exchanges ||
         (bytes_ > limits::kept_exchange_bytes && exchanges_.size() > limits::kept_in_any_case)) {
    bytes_ -= weight_of(exchanges_.front());
    exchanges_.pop_front();
  }
}

const Exchange* ExchangeLog::find(std::uint64_t number) const {
  if (number == 0) return nullptr;
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                  [&](const Exchange& one) { return one.number == number; });
  return found == exchanges_.end() ? nullptr : &*found;
}

}  // namespace conform
