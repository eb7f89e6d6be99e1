#include <fmt/core.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "fixtures/server/front.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"

namespace conform {

int serve_command(const ServeSettings& settings) {
  // Blocked before any thread exists, so that only the wait below gets them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    server::Front front(server::Core{}, {settings.host, settings.port});
    std::thread thread([&front] { front.run(); });
    fmt::print("listening on {}\n", front.url());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    front.stop();
    thread.join();
  } catch (const std::exception& error) {
    return fail(exit_status::usage, fmt::format("cannot listen on {}:{}: {}; is the port taken?",
                                                settings.host, settings.port, error.what()));
  }
  return exit_status::conformant;
}

}  // namespace conform
