// The processes that descend from one, whatever groups and sessions they have made of their own.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>

#include "harness/gate/descriptor.hpp"

namespace conform {

/// Goes through the living descendants of a process, which itself is left out. It only makes system
/// calls, so that a process may use it that was forked from one with threads.
class Descendants {
 public:
  explicit Descendants(pid_t root);

  /// The next one; 0 at the end, and where /proc cannot be read.
  [[nodiscard]] pid_t next();

 private:
  [[nodiscard]] pid_t next_process();

  pid_t root_;
  Descriptor processes_;
  alignas(8) std::array<char, 4096> entries_{};
  std::size_t at_ = 0;
  std::size_t size_ = 0;
};

}  // namespace conform
