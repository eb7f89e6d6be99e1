// A logical clock: the judge counts every request sent and every exchange ended, so that one
// exchange came before another exactly if it ended at a smaller tick than the other was sent at.
// Times would not do: in the simulation many events have the same time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace conform {

using LogicalTime = std::uint64_t;

/// A value that only grows, with the tick from which on each value was valid. If there are too
/// many, new ones are dropped: those kept remain true of their ticks.
template <class Value>
class TimedValues {
 public:
  void note(LogicalTime now, Value value) {
    if (entries_.size() < max_entries) entries_.emplace_back(now, std::move(value));
  }

  /// Changes every value noted so far.
  template <class Change>
  void change(const Change& how) {
    for (auto& [tick, value] : entries_) how(value);
  }

  /// The last value noted; null if there is none.
  [[nodiscard]] const Value* last() const {
    return entries_.empty() ? nullptr : &entries_.back().second;
  }

  /// The last value noted at or before `when`; null if there is none.
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
