#include "harness/cli/commands/stop_signal.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

#include "harness/transport/stop_signals.hpp"

namespace conform {

StopSignal::StopSignal() {
  const auto signals = stop_signal_set();
  sigprocmask(SIG_BLOCK, &signals, &before_);
  descriptor_ = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  arrived_ = stop_was_asked();
}

StopSignal::~StopSignal() {
  ::close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignal::arrived() {
  signalfd_siginfo info{};
  if (!arrived_ && ::read(descriptor_, &info, sizeof info) == sizeof info) {
    arrived_ = true;
    note_stop();
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  return arrived_;
}

}  // namespace conform
