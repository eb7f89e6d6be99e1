// Notices when this process itself did not run (stopped, or starved of CPU), so that the server is
// not held responsible for our own delays.
#pragma once

#include <vector>

#include "harness/http/instant.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class StallWatch {
 public:
  explicit StallWatch(Transport& transport);
  ~StallWatch();
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  /// How long in total the process did not run between two times.
  [[nodiscard]] Duration held_up(Instant from, Instant to) const;

 private:
  struct Stall {
    Instant from;
    Instant to;
  };

  void tick();

  Transport& transport_;
  Instant last_tick_;
  TimerId timer_ = 0;
  std::vector<Stall> stalls_;
};

}  // namespace conform
