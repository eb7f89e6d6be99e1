// How long the server lets a long-poll wait (5.7 leaves it to the server), learned during a run to
// tell a normal timeout from a wait that ended wrongly.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "harness/http/instant.hpp"

namespace conform {

class LongPollWaits {
 public:
  /// A long-poll ended without data after this wait.
  void note(Duration waited) { longest_ = std::max(longest_, waited); }
  /// The longest so far: the server's timeout is hardly shorter.
  [[nodiscard]] Duration longest() const { return longest_; }

  /// Number of attempts at a scenario that were void because a wait may have ended too early.
  [[nodiscard]] int& excused(const std::string& scenario) { return excused_[scenario]; }

 private:
  Duration longest_{};
  std::map<std::string, int> excused_;
};

}  // namespace conform
