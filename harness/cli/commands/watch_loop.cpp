#include "harness/cli/commands/watch_loop.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>

#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/gate/watcher.hpp"

namespace conform {
namespace {

/// What the runs themselves write would start them for ever.
std::vector<std::string> written_by_runs(const Settings& settings) {
  std::vector<std::string> paths;
  for (const auto* path : {&settings.junit, &settings.json, &settings.html, &settings.markdown,
                           &settings.tap, &settings.badge, &settings.events, &settings.journal,
                           &settings.server_log, &settings.write_baseline}) {
    if (*path) paths.push_back(**path);
  }
  if (settings.reports) {
    const std::filesystem::path folder(*settings.reports);
    paths.push_back(folder.string());
    for (const auto* name : {"junit.xml", "report.json", "report.html"}) {
      paths.push_back((folder / name).string());
    }
  }
  return paths;
}

void say(const std::string& line) {
  std::fflush(stdout);
  fmt::print(stderr, "\nconform: {}\n", line);
}

}  // namespace

int run_and_watch(const Settings& settings, const std::function<RunEnd()>& run) {
  if (settings.watch.empty()) return run().status;
  auto watcher = Watcher::on({settings.watch, written_by_runs(settings)});
  if (!watcher) return fail(exit_status::usage, "--watch: " + watcher.error());
  while (true) {
    const RunEnd end = run();
    if (end.interrupted) return end.status;
    say(fmt::format("watching {}; Ctrl-C ends it", fmt::join(settings.watch, ", ")));
    const auto changed = watcher->wait();
    if (!changed) return fail(exit_status::not_judged, "--watch: the system tells of no change");
    say(fmt::format("{} has changed", *changed));
  }
}

}  // namespace conform
