// Starts a process, and ends everything that descends from it: also when this program ends without
// having done so, even by SIGKILL.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/gate/descriptor.hpp"
#include "harness/http/expected.hpp"

namespace conform {

/// A process between this program and the one that it starts. What descends from that one stays its
/// descendant (PR_SET_CHILD_SUBREAPER), whatever sessions and groups it makes and whoever of them
/// ends first. All signals must be blocked when it is started.
class Supervisor {
 public:
  /// `become` runs in the new process. It must not return, and may only make system calls. The
  /// error is that of a system call.
  static Expected<std::unique_ptr<Supervisor>, int> start(const std::function<void()>& become);
  /// Ends at once what has not been stopped.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// How the process ended; nullopt while it runs. Its descendants may still run.
  [[nodiscard]] std::optional<std::string> ended();
  /// Waits until it ends, at most this long.
  void wait_for_end(std::chrono::milliseconds limit) const;

  /// Sends a signal to the process and its descendants.
  void signal(int number) const;
  /// From now on, every write to a file fails in all of them, or no longer. Whether the system
  /// allows it.
  [[nodiscard]] bool fill_disk(bool is_full) const;

  /// Sends SIGTERM to all of them, waits until they have ended, and sends SIGKILL to those that are
  /// left after the grace period.
  void stop(std::chrono::milliseconds grace);

 private:
  Supervisor(pid_t process, Descriptor orders, Descriptor endings)
      : process_(process), orders_(std::move(orders)), endings_(std::move(endings)) {}

  pid_t process_;
  Descriptor orders_;   ///< closed at once when this program ends
  Descriptor endings_;  ///< readable once the process has ended
  std::optional<std::string> ending_;
};

}  // namespace conform
