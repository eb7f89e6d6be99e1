// The signals by which a user stops this program.
#pragma once

#include <array>
#include <csignal>
#include <vector>

namespace conform {

/// SIGINT and SIGTERM, and SIGHUP unless it is ignored, as nohup arranges.
[[nodiscard]] std::vector<int> stop_signals();
[[nodiscard]] sigset_t stop_signal_set();

/// From now on, the first of these signals is only noted, and the second one ends the process as
/// usual: what was started is stopped, and reports are written. What waits for long must look at
/// stop_was_asked().
void note_stop_signals();

/// Whether one of them was noted.
[[nodiscard]] bool stop_was_asked();

/// Notes a signal that came by another way than a handler. Nothing changes if none are noted.
void note_stop();

/// What these signals do now, restored on destruction unless one was noted meanwhile.
class StopSignalActions {
 public:
  StopSignalActions();
  ~StopSignalActions();
  StopSignalActions(const StopSignalActions&) = delete;
  StopSignalActions& operator=(const StopSignalActions&) = delete;

 private:
  std::array<struct sigaction, 3> actions_{};
};

}  // namespace conform
