// Ends the processes of a server when this program ends without having done so, even by SIGKILL.
#pragma once

#include <sys/types.h>

#include <optional>
#include <utility>

#include "harness/gate/descriptor.hpp"

namespace conform {

/// A process that waits for the end of this one, on a pipe that nobody writes to. Unlike
/// PR_SET_PDEATHSIG, it reaches children of the server too, and those that ignore SIGTERM.
class Watchdog {
 public:
  Watchdog() = default;
  ~Watchdog() { dismiss(); }
  Watchdog(Watchdog&& other) noexcept
      : process_(std::exchange(other.process_, -1)), lifeline_(std::move(other.lifeline_)) {}
  Watchdog& operator=(Watchdog&& other) noexcept;

  /// Over this session, until it is dismissed. nullopt, with errno, if no process can be started.
  static std::optional<Watchdog> over(pid_t session);

  /// Ends it without further effect: the session has ended.
  void dismiss();

 private:
  Watchdog(pid_t process, Descriptor lifeline)
      : process_(process), lifeline_(std::move(lifeline)) {}

  pid_t process_ = -1;
  Descriptor lifeline_;
};

}  // namespace conform
