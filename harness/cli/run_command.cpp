#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "fixtures/server/background_server.hpp"
#include "harness/cli/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/capability.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/transport/sim_transport.hpp"
#include "reports/journal_file.hpp"

namespace conform {
namespace {

Expected<RunOptions, std::string> options_of(const Settings& settings) {
  RunOptions options;
  options.run_id = new_run_id();
  options.jobs = settings.jobs.value_or(options.jobs);
  options.keep_streams = settings.keep_streams.value_or(false);
  options.required = settings.require;
  for (const auto& name : settings.require) {
    const auto known = known_capabilities();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unexpected("--require: " + unknown("capability", name, known));
    }
  }
  const auto limit = time_limit_of(settings);
  if (!limit) return unexpected(limit.error());
  options.time_limit = *limit;
  return options;
}

/// Everything that a run needs, checked before the first request.
struct Plan {
  Catalogue catalogue;
  Selected selected;
  RunOptions options;
  ReportPaths paths;
  http::Headers credentials;
};

Expected<Plan, std::string> plan_of(const Settings& settings) {
  auto catalogue = load_catalogue(settings.suites);
  if (!catalogue) return unexpected(catalogue.error());
  Plan plan{*std::move(catalogue), {}, {}, {}, {}};
  auto selection = selection_of(settings);
  if (!selection) return unexpected(selection.error());
  auto selected = select(plan.catalogue, rule_infos(), *selection);
  if (!selected) return unexpected(selected.error());
  plan.selected = *std::move(selected);
  auto options = options_of(settings);
  if (!options) return unexpected(options.error());
  plan.options = *std::move(options);
  auto credentials = credentials_of(settings);
  if (!credentials) return unexpected(credentials.error());
  plan.credentials = *std::move(credentials);
  auto paths = report_paths_of(settings);
  if (!paths) return unexpected(paths.error());
  plan.paths = *std::move(paths);
  return plan;
}

/// `interruptible` lets Ctrl-C end the run in an orderly way.
int run_plan(const Plan& plan, const Settings& settings, Transport& transport, Target target,
             const std::function<void(Engine&)>& interruptible) {
  Reporting reporting(plan.paths, settings, plan.catalogue, plan.credentials);
  std::optional<reports::JournalFile> journal;
  auto options = plan.options;
  if (settings.journal) {
    auto file = reports::JournalFile::open(*settings.journal);
    if (!file) return fail(exit_status::usage, "--journal: " + file.error());
    journal = *std::move(file);
    options.journal = [&journal](const Exchange& exchange) { journal->add(exchange); };
  }
  Engine engine(transport, std::move(target), options,
                [&](const Event& event) { reporting.on(event); });
  interruptible(engine);
  const auto finished = engine.run(plan.selected);
  if (!finished) {
    if (journal) journal->discard();
    return fail(exit_status::not_judged, finished.error());
  }
  const int status = reporting.write(exit_status_of(*finished));
  if (!journal) return status;
  const auto written = journal->finish();
  return written ? status : fail(exit_status::not_judged, written.error());
}

int run_simulated(const Plan& plan, const Settings& settings) {
  SimTransport transport(server::Core(repeatable_rules()), simulated_start);
  return run_plan(plan, settings, transport, simulated_target(), [](Engine&) {});
}

int run_over_network(const Plan& plan, const Settings& settings, const std::string& url) {
  auto connection = connection_to(url, settings, plan.credentials);
  if (!connection) return fail(exit_status::usage, connection.error());
  CurlTransport transport(connection->curl);
  return run_plan(plan, settings, transport, connection->target, [&](Engine& engine) {
    transport.on_interrupt([&engine] { engine.interrupt("interrupted"); });
  });
}

int run_command(const Settings& settings) {
  if (settings.sim && settings.target) {
    return fail(exit_status::usage, "--sim runs the built-in server: leave --target away");
  }
  const auto plan = plan_of(settings);
  if (!plan) return fail(exit_status::usage, plan.error());
  if (settings.sim) return run_simulated(*plan, settings);
  if (settings.target) return run_over_network(*plan, settings, *settings.target);
  const server::BackgroundServer server;
  return run_over_network(*plan, settings, server.url());
}

void add_target_options(CLI::App& app, Settings& settings) {
  add_connection_options(app, settings);
  app.add_option("--retention-hook", settings.retention_hook,
                 "POSTed {path, before} to make the server drop old data")
      ->option_text("URL")
      ->group("Target");
  app.add_option("--require", settings.require, "Capabilities whose absence fails, comma-separated")
      ->option_text("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Target");
}

void add_run_options(CLI::App& app, Settings& settings, std::string& profile) {
  app.add_option("--jobs", settings.jobs, "Scenarios at once (64)")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N")
      ->group("Run");
  add_switch(app, "--keep-streams", settings.keep_streams, "Delete nothing at the end")
      ->group("Run");
  app.add_flag("--sim", settings.sim, "The built-in server in process, on a virtual clock")
      ->group("Run");
  app.add_option("--config", profile, "Profile (conform.toml here or above)")
      ->option_text("FILE")
      ->group("Run");
  add_report_files(app, settings);
  app.add_option("--journal", settings.journal, "Every exchange, for 'conform judge'")
      ->option_text("FILE")
      ->group("Reports");
  app.add_option("--reports", settings.reports,
                 "junit.xml, report.json and report.html in a folder")
      ->option_text("DIR")
      ->group("Reports");
  app.add_flag("-v,--verbose", settings.verbose, "Every result, every failure in full")
      ->group("Reports");
}

int run_with_profile(Settings settings, const std::string& named_profile) {
  const auto path = named_profile.empty() ? find_profile() : named_profile;
  if (!path) return run_command(settings);
  const auto profile = read_profile(*path);
  if (!profile) return fail(exit_status::usage, profile.error());
  return run_command(merged(std::move(settings), *profile));
}

}  // namespace

Command add_run(CLI::App& program) {
  struct Asked {
    Settings settings;
    std::string profile;
  };
  const auto asked = std::make_shared<Asked>();
  add_target_options(program, asked->settings);
  add_selection_options(program, asked->settings);
  add_folders(program, asked->settings.suites)->group("Selection");
  add_run_options(program, asked->settings, asked->profile);
  return {&program, [asked] { return run_with_profile(asked->settings, asked->profile); }};
}

}  // namespace conform
