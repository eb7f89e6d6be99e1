#include "harness/transport/stop_signals.hpp"

#include <atomic>
#include <cstddef>

namespace conform {
namespace {

constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP};

enum class Stop { not_noted, noted, asked };

/// A handler of signals can reach it only by a name of the program.
std::atomic<Stop> stop = Stop::not_noted;
static_assert(decltype(stop)::is_always_lock_free);

bool is_ignored(int number) {
  struct sigaction now{};
  ::sigaction(number, nullptr, &now);
  return now.sa_handler == SIG_IGN;
}

void set_handler(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  for (const int number : numbers) {
    if (!is_ignored(number)) ::sigaction(number, &action, nullptr);
  }
}

/// The next one ends the process.
void take(int /*number*/) {
  stop = Stop::asked;
  set_handler(SIG_DFL);
}

}  // namespace

std::vector<int> stop_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  if (!is_ignored(SIGHUP)) signals.push_back(SIGHUP);
  return signals;
}

sigset_t stop_signal_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : stop_signals()) sigaddset(&set, signal);
  return set;
}

void note_stop_signals() {
  if (stop != Stop::not_noted) return;
  stop = Stop::noted;
  set_handler(take);
}

bool stop_was_asked() {
  return stop == Stop::asked;
}

void note_stop() {
  if (stop == Stop::noted) take(0);
}

StopSignalActions::StopSignalActions() {
  for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], nullptr, &actions_[i]);
}

StopSignalActions::~StopSignalActions() {
  if (stop_was_asked()) return;
  for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &actions_[i], nullptr);
}

}  // namespace conform
