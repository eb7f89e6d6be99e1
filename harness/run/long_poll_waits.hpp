// What a run learns of how long the server lets a long-poll wait (5.7 leaves it to the server), to
// tell a wait that was over in time from one that something wrong has ended.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "harness/http/instant.hpp"

namespace conform {

class LongPollWaits {
 public:
  /// A long-poll brought nothing after so long a wait.
  void note(Duration waited) { longest_ = std::max(longest_, waited); }
  /// The longest so far: the server's time-out is hardly shorter.
  [[nodiscard]] Duration longest() const { return longest_; }

  /// How many attempts at a scenario came to nothing because a wait may have been over too early.
  [[nodiscard]] int& excused(const std::string& scenario) { return excused_[scenario]; }

 private:
  Duration longest_{};
  std::map<std::string, int> excused_;
};

}  // namespace conform
