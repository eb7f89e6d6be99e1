// Where a sweep is: a scenario that is run for each of several delays, shortest first. If they
// take too long, because the server or the network is slow, some in between are left out; so are
// those from which nothing can be concluded.
#pragma once

#include <cstddef>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

class SweepProgress {
 public:
  /// The sweep must outlive it. `limit`: for all of it.
  SweepProgress(const Sweep& sweep, Instant began, Duration limit)
      : sweep_(sweep), began_(began), limit_(limit) {}

  [[nodiscard]] Duration delay() const { return sweep_.delays[index_]; }
  /// Goes on to the next delay; false if there is none.
  [[nodiscard]] bool advance(Instant now);
  /// Whether this delay may be tried again, if nothing could be concluded from it.
  [[nodiscard]] bool may_repeat();
  /// Goes on without this delay, from which nothing could be concluded; false if it is the last.
  [[nodiscard]] bool leave_out(Instant now);
  /// Whether enough delays were tried for a result: all, or a third if some were left out.
  [[nodiscard]] bool has_enough() const;
  /// "with a delay of 7ms; 0ms to 6ms passed"
  [[nodiscard]] std::string words() const;

 private:
  [[nodiscard]] bool go_on(Instant now);

  const Sweep& sweep_;
  Instant began_;
  Duration limit_;
  std::size_t index_ = 0;
  std::size_t executed_ = 0;  ///< those from which nothing could be concluded included
  std::size_t passed_ = 0;
  std::size_t last_passed_ = 0;
  int repeated_ = 0;
};

}  // namespace conform
