// Deletes the streams of one sequence at once and once, without retries: their responses are
// observed like any others. Cleaner deletes those of a run, and retries.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/memory_budget.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Removals {
 public:
  /// Both must outlive it. `time_limit`: of each deletion.
  Removals(Transport& transport, const Target& target, Duration time_limit)
      : transport_(transport), target_(target), time_limit_(time_limit) {}

  /// Sends the request of the exchange. What its response takes is counted in `memory`, if given.
  void send(Exchange deletion, MemoryShare* memory = nullptr);
  /// Until all have ended; if `is_stopped` is or becomes true, for half a second at the most.
  void wait(const bool& is_stopped);

  [[nodiscard]] std::size_t size() const { return recordings_.size(); }
  [[nodiscard]] Recording& operator[](std::size_t index) { return *recordings_[index]; }

 private:
  Transport& transport_;
  const Target& target_;
  Duration time_limit_;
  std::vector<std::unique_ptr<Recording>> recordings_;
};

}  // namespace conform
