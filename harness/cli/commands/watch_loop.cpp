#include "harness/cli/commands/watch_loop.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/option.hpp"
#include "harness/cli/output.hpp"
#include "harness/gate/watcher.hpp"
#include "harness/transport/stop_signals.hpp"

namespace conform {
namespace {

void say(const std::string& line) {
  print_error("\nconform: {}\n", line);
}

}  // namespace

int run_and_watch(const Settings& settings, const std::function<RunEnd()>& run) {
  if (settings.watch.empty()) return run().status;
  // Files written by the runs themselves would trigger runs endlessly.
  auto watcher = Watcher::on({settings.watch, written_paths(settings)});
  if (!watcher) return fail(exit_status::usage, "--watch: " + watcher.error());
  while (true) {
    const RunEnd end = run();
    if (end.interrupted || stop_was_asked()) return end.status;
    say(fmt::format("watching {}; press Ctrl-C to stop", fmt::join(settings.watch, ", ")));
    const auto changed = watcher->wait();
    if (stop_was_asked()) return end.status;
    if (!changed) return fail(exit_status::not_judged, "--watch: the system reports no changes");
    say(fmt::format("{} has changed", *changed));
  }
}

}  // namespace conform
