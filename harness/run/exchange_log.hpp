// The ended exchanges of one attempt, kept as evidence: the last few, with large bodies truncated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "harness/exchange/exchange.hpp"

namespace conform {

class ExchangeLog {
 public:
  void add(const Exchange& exchange);

  /// Oldest first.
  [[nodiscard]] const std::deque<Exchange>& all() const { return exchanges_; }
  /// One of them by number; null if it is not kept.
  [[nodiscard]] const Exchange* find(std::uint64_t number) const;

 private:
  std::deque<Exchange> exchanges_;
  std::size_t bytes_ = 0;
};

}  // namespace conform
