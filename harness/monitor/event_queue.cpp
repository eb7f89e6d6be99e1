#include "harness/monitor/event_queue.hpp"

#include <utility>

namespace conform::monitor {

EventQueue::EventQueue(std::size_t max_bytes, std::function<void(const TrafficEvent&)> take)
    : max_bytes_(max_bytes), take_(std::move(take)), thread_([this] { run(); }) {}

EventQueue::~EventQueue() {
  finish();
}

void EventQueue::add(TrafficEvent event) {
  const auto bytes = weight_of(event);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_bytes_ < max_bytes_; });
  const bool was_empty = waiting_.empty();
  waiting_.push_back(std::move(event));
  waiting_bytes_ += bytes;
  lock.unlock();
  if (was_empty) changed_.notify_all();
}

void EventQueue::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EventQueue::run() {
  std::vector<TrafficEvent> batch;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return finished_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    batch.swap(waiting_);
    waiting_bytes_ = 0;
    lock.unlock();
    changed_.notify_all();
    for (const auto& event : batch) take_(event);
    batch.clear();
    lock.lock();
  }
}

}  // namespace conform::monitor
