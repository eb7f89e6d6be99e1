#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/saved_runs.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/run/reference_target.hpp"
#include "reports/saved/shards.hpp"

namespace conform {
namespace {

/// The commands that the HTML report offers for running again.
void name_target(Settings& settings, const std::string& target) {
  settings.sim = target == simulated_target().text();
  if (!settings.sim) settings.target = target;
}

int report_command(const Settings& flags) {
  Settings settings = flags;
  const auto catalogue = load_catalogue(settings.suites);
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  std::vector<reports::SavedRun> saved;
  for (const auto& file : settings.files) {
    auto run = saved_run(file, *catalogue);
    if (!run) return fail(exit_status::usage, run.error());
    saved.push_back(*std::move(run));
  }
  const auto run = reports::merged(std::move(saved));
  if (!run) return fail(exit_status::usage, run.error());
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  name_target(settings, run->opening.target);
  Reporting reporting(*paths, settings, *catalogue);
  reports::emit(*run, [&](const reports::Entry& entry) { reporting.on(entry); });
  return reporting.write(static_cast<int>(run->closing.conclusion));
}

}  // namespace

Command add_report(CLI::App& program) {
  return add_command(program, "report", "Write reports from saved results; merge shards",
                     report_command);
}

}  // namespace conform
