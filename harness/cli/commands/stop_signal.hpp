// Ctrl-C and SIGTERM as something that can be asked for.
#pragma once

namespace conform {

/// While this lives, the first SIGINT or SIGTERM ends nothing, but is told; the second one ends the
/// process as usual. To be made while the process has one thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Whether one has come.
  [[nodiscard]] bool came();

 private:
  int descriptor_ = -1;
  bool came_ = false;
};

}  // namespace conform
