#include "harness/gate/watchdog.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace conform {
namespace {

/// As much as a 64-bit Linux has.
constexpr pid_t last_process = 1 << 22;
/// From SIGTERM to SIGKILL.
constexpr int grace_checks = 100;
constexpr timespec between_checks{.tv_sec = 0, .tv_nsec = 20'000'000};

// What follows runs after a fork of a program with threads: only system calls are allowed.

void keep_only(int descriptor) {
  ::dup2(descriptor, STDIN_FILENO);
  ::close_range(STDIN_FILENO + 1, ~0U, 0);
}

/// Those that have left the leader's group, as the jobs of an interactive shell do.
void kill_other_groups(pid_t session) {
  for (pid_t process = 2; process <= last_process; ++process) {
    if (::getsid(process) == session) ::kill(process, SIGKILL);
  }
}

void end(pid_t session) {
  ::kill(-session, SIGTERM);
  for (int i = 0; i < grace_checks && ::kill(-session, 0) == 0; ++i) {
    ::nanosleep(&between_checks, nullptr);
  }
  ::kill(-session, SIGKILL);
  kill_other_groups(session);
}

[[noreturn]] void watch(int lifeline, pid_t session) {
  // Signals of the terminal are for the program, not for this.
  ::setsid();
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  keep_only(lifeline);
  char dismissal = 0;
  ssize_t count = 0;
  do {
    count = ::read(STDIN_FILENO, &dismissal, 1);
  } while (count < 0 && errno == EINTR);
  if (count == 0) end(session);
  _exit(EXIT_SUCCESS);
}

}  // namespace

Watchdog& Watchdog::operator=(Watchdog&& other) noexcept {
  if (this == &other) return *this;
  dismiss();
  process_ = std::exchange(other.process_, -1);
  lifeline_ = std::move(other.lifeline_);
  return *this;
}

std::optional<Watchdog> Watchdog::over(pid_t session) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const Descriptor its_end(ends[0]);
  Descriptor our_end(ends[1]);
  const pid_t process = ::fork();
  if (process < 0) return std::nullopt;
  if (process == 0) watch(its_end.number(), session);
  return Watchdog(process, std::move(our_end));
}

void Watchdog::dismiss() {
  if (process_ <= 0) return;
  const char dismissal = 1;
  // If it has been killed, there is nobody to read this, and SIGPIPE is ignored.
  static_cast<void>(::write(lifeline_.number(), &dismissal, 1) == 1);
  lifeline_.close();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

}  // namespace conform
