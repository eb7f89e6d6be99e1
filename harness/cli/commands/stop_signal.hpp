// Ctrl-C, SIGTERM and SIGHUP as a flag that can be polled.
#pragma once

namespace conform {

/// While an instance exists, the first of these signals only sets a flag; the second one ends the
/// process as usual. Must be created while the process has only one thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Whether a signal has arrived.
  [[nodiscard]] bool arrived();

 private:
  int descriptor_ = -1;
  bool arrived_ = false;
};

}  // namespace conform
