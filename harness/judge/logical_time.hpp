// Order told by ticks: the judge counts every request that goes out and every exchange that ends,
// so that of two exchanges one came before the other exactly when it ended at a smaller tick than
// the other was sent at. Clocks could not tell: in the simulation many things have one time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace conform {

using LogicalTime = std::uint64_t;

/// A value that only grows, with the ticks since which it has been what it is. When there are too
/// many, what is there stays: it was true at its ticks.
template <class Value>
class TimedValues {
 public:
  void note(LogicalTime now, Value value) {
    if (entries_.size() < max_entries) entries_.emplace_back(now, std::move(value));
  }

  /// The last one noted; null when there is none.
  [[nodiscard]] const Value* last() const {
    return entries_.empty() ? nullptr : &entries_.back().second;
  }

  /// The last one noted not later than `when`; null when there is none.
  [[nodiscard]] const Value* at(LogicalTime when) const {
    const auto after =
        std::upper_bound(entries_.begin(), entries_.end(), when,
                         [](LogicalTime tick, const std::pair<LogicalTime, Value>& entry) {
                           return tick < entry.first;
                         });
    return after == entries_.begin() ? nullptr : &std::prev(after)->second;
  }

 private:
  static constexpr std::size_t max_entries = 1 << 16;

  std::vector<std::pair<LogicalTime, Value>> entries_;
};

}  // namespace conform
