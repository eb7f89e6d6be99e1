// The signals by which a user stops this program.
#pragma once

#include <csignal>
#include <vector>

namespace conform {

/// SIGINT and SIGTERM, and SIGHUP unless it is ignored, as nohup arranges.
[[nodiscard]] inline std::vector<int> stop_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  struct sigaction hang_up{};
  ::sigaction(SIGHUP, nullptr, &hang_up);
  if (hang_up.sa_handler != SIG_IGN) signals.push_back(SIGHUP);
  return signals;
}

[[nodiscard]] inline sigset_t stop_signal_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : stop_signals()) sigaddset(&set, signal);
  return set;
}

}  // namespace conform
