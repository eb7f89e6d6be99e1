// Judges exchanges that come in about the order in which they were sent, however many there are: it
// keeps only as many as may still be out of order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/judge.hpp"

namespace conform {

class StreamedJudge {
 public:
  /// `take` gets each exchange with what it violated, in the order in which they ended. Of the
  /// exchanges, about `kept_bytes` wait for others that were sent earlier.
  StreamedJudge(Judge& judge,
                std::function<void(const Exchange&, const std::vector<Violation>&)> take,
                std::size_t kept_bytes = std::size_t{64} << 20);

  void add(Exchange exchange);
  /// There are no more.
  void finish();
  /// How many came so late that nothing is concluded from what their streams contain.
  [[nodiscard]] std::size_t late() const { return late_; }

 private:
  /// By order number, or else by time, and by the number of the exchange.
  using Key = std::pair<std::int64_t, std::uint64_t>;

  void announce_until(std::int64_t when);
  void observe_first();

  Judge& judge_;
  std::function<void(const Exchange&, const std::vector<Violation>&)> take_;
  std::size_t kept_bytes_;
  std::size_t bytes_ = 0;
  std::size_t late_ = 0;
  std::int64_t latest_ = INT64_MIN;  ///< up to which all have been announced or observed
  std::map<Key, Exchange> by_done_;
  std::map<Key, Key> by_sent_;  ///< of those not yet announced, to their place in `by_done_`
};

}  // namespace conform
