// Events on their way to another thread. It holds a limited amount: then those who add wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/monitor/traffic.hpp"

namespace conform::monitor {

class EventQueue {
 public:
  /// `take` gets each event in its own thread, in order.
  EventQueue(std::size_t max_bytes, std::function<void(const TrafficEvent&)> take);
  ~EventQueue();
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  void add(TrafficEvent event);
  /// Waits until all have been taken; nothing may be added afterwards.
  void finish();

 private:
  void run();

  std::size_t max_bytes_;
  std::function<void(const TrafficEvent&)> take_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<TrafficEvent> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool finished_ = false;
  std::thread thread_;
};

}  // namespace conform::monitor
