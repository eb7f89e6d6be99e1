// Ctrl-C, SIGTERM and SIGHUP as a flag that can be polled.
#pragma once

#include <csignal>

namespace conform {

/// While an instance exists, the first of these signals only sets a flag, as does one that
/// note_stop_signals() has noted; the second one ends the process as usual. Must be created while
/// the process has only one thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Whether a signal has arrived.
  [[nodiscard]] bool arrived();

 private:
  sigset_t before_{};
  int descriptor_ = -1;
  bool arrived_ = false;
};

}  // namespace conform
