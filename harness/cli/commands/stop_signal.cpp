#include "harness/cli/commands/stop_signal.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

#include "harness/transport/stop_signals.hpp"

namespace conform {
namespace {

void unblock_signals() {
  const auto signals = stop_signal_set();
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  const auto signals = stop_signal_set();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  descriptor_ = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

StopSignal::~StopSignal() {
  ::close(descriptor_);
  unblock_signals();
}

bool StopSignal::arrived() {
  signalfd_siginfo info{};
  if (!arrived_ && ::read(descriptor_, &info, sizeof info) == sizeof info) {
    arrived_ = true;
    unblock_signals();
  }
  return arrived_;
}

}  // namespace conform
