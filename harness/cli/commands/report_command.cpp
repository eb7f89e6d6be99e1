#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/saved_runs.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/options.hpp"
#include "harness/run/reference_target.hpp"
#include "reports/saved/shards.hpp"

namespace conform {
namespace {

/// What the HTML report offers to run again.
void name_target(Settings& settings, const std::string& target) {
  settings.sim = target == simulated_target().text();
  if (!settings.sim) settings.target = target;
}

int report_command(const std::vector<std::string>& files, Settings settings) {
  const auto catalogue = load_catalogue(settings.suites);
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  std::vector<reports::SavedRun> saved;
  for (const auto& file : files) {
    auto run = saved_run(file, *catalogue);
    if (!run) return fail(exit_status::usage, run.error());
    saved.push_back(*std::move(run));
  }
  const auto run = reports::merged(std::move(saved));
  if (!run) return fail(exit_status::usage, run.error());
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  name_target(settings, run->opening.target);
  Reporting reporting(*paths, settings, *catalogue, {});
  reports::tell(*run, [&](const reports::Entry& entry) { reporting.on(entry); });
  return reporting.write(static_cast<int>(run->closing.conclusion));
}

}  // namespace

Command add_report(CLI::App& program) {
  struct Asked {
    std::vector<std::string> files;
    Settings settings;
  };
  const auto asked = std::make_shared<Asked>();
  CLI::App* line =
      program.add_subcommand("report", "Saved results once more, and shards of a run as one");
  line->add_option("file", asked->files, "What --json or --events wrote; all shards of a run")
      ->required();
  add_folders(*line, asked->settings.suites);
  add_report_files(*line, asked->settings);
  add_reports_folder(*line, asked->settings);
  line->add_flag("-v,--verbose", asked->settings.verbose, "Every result, every failure in full");
  return {line, [asked] { return report_command(asked->files, asked->settings); }};
}

}  // namespace conform
