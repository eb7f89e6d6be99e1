// Knows when this process itself was held up (stopped, starved of a core), so that a server is
// never blamed for our own lateness.
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

  /// How long the process was held up in all between two moments.
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
