// Tasks ordered by time; tasks of the same time run in the order in which they were added.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "harness/http/instant.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class TimerQueue {
 public:
  using Task = std::function<void()>;

  TimerId add(Instant when, Task task);
  /// Does nothing if the task has been taken already.
  void cancel(TimerId id);
  /// Removes and returns the first task that is due at `now`; nullopt if there is none.
  [[nodiscard]] std::optional<Task> take_due(Instant now);

  [[nodiscard]] std::optional<Instant> next() const;
  [[nodiscard]] bool empty() const { return tasks_.empty(); }

 private:
  std::map<std::pair<Instant, TimerId>, Task> tasks_;
  std::unordered_map<TimerId, Instant> times_;
  TimerId last_id_ = 0;
};

/// `start + limit`; nullopt if there is no limit (zero or less) or the result would overflow.
[[nodiscard]] std::optional<Instant> deadline(Instant start, Duration limit);

}  // namespace conform
