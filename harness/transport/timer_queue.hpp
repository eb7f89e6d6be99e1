// Tasks in the order of their times; those of one time in the order in which they were added.
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
  /// Nothing happens when the task has been taken already.
  void cancel(TimerId id);
  /// Removes the first task that is due at `now` and gives it; nullopt when none is.
  [[nodiscard]] std::optional<Task> take_due(Instant now);

  [[nodiscard]] std::optional<Instant> next() const;
  [[nodiscard]] bool empty() const { return tasks_.empty(); }

 private:
  std::map<std::pair<Instant, TimerId>, Task> tasks_;
  std::unordered_map<TimerId, Instant> times_;
  TimerId last_id_ = 0;
};

/// `start + limit`; nullopt when there is no limit (zero or less) or it lies past the end of time.
[[nodiscard]] std::optional<Instant> deadline(Instant start, Duration limit);

}  // namespace conform
