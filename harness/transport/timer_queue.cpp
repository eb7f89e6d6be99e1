#include "harness/transport/timer_queue.hpp"

namespace conform {

TimerId TimerQueue::add(Instant when, Task task) {
  const TimerId id = ++last_id_;
  tasks_.emplace(std::pair(when, id), std::move(task));
  times_.emplace(id, when);
  return id;
}

void TimerQueue::cancel(TimerId id) {
  const auto time = times_.find(id);
  if (time == times_.end()) return;
  tasks_.erase({time->second, id});
  times_.erase(time);
}

std::optional<TimerQueue::Task> TimerQueue::take_due(Instant now) {
  const auto first = tasks_.begin();
  if (first == tasks_.end() || first->first.first > now) return std::nullopt;
  Task task = std::move(first->second);
  times_.erase(first->first.second);
  tasks_.erase(first);
  return task;
}

std::optional<Instant> TimerQueue::next() const {
  if (tasks_.empty()) return std::nullopt;
  return tasks_.begin()->first.first;
}

std::optional<Instant> deadline(Instant start, Duration limit) {
  if (limit <= Duration::zero() || limit > Instant::max() - start) return std::nullopt;
  return start + limit;
}

}  // namespace conform
