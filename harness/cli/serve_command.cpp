#include <fmt/core.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <thread>

#include "fixtures/defects/defect.hpp"
#include "fixtures/server/front.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {

namespace {

Expected<server::Rules, std::string> rules_of(const std::vector<std::string>& ids) {
  server::Rules rules;
  const auto all = defects::catalogue();
  for (const auto& id : ids) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& defect) { return defect.id == id; });
    if (found == all.end()) {
      std::vector<std::string_view> known;
      for (const auto& defect : all) known.push_back(defect.id);
      return unexpected(
          fmt::format("there is no defect '{}', did you mean '{}'? 'conform defects' "
                      "lists them",
                      id, nearest(id, known)));
    }
    found->patch(rules);
  }
  return rules;
}

}  // namespace

int serve_command(const ServeSettings& settings) {
  const auto rules = rules_of(settings.defects);
  if (!rules) return fail(exit_status::usage, rules.error());
  // Blocked before any thread exists, so that only the wait below gets them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    server::Front front(server::Core{*rules}, {settings.host, settings.port});
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
