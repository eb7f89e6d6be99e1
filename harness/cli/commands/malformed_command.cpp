#include "harness/cli/commands/malformed_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "fixtures/server/background_server.hpp"
#include "fuzz/malformed/campaign.hpp"
#include "harness/cli/commands/campaign_report.hpp"
#include "harness/cli/commands/campaign_target.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/stop_signal.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/cli/output.hpp"
#include "harness/run/engine.hpp"
#include "harness/transport/curl_transport.hpp"
#include "reports/saved/folder_lock.hpp"

namespace conform {
namespace {

/// Options that this kind of campaign does not support.
std::optional<std::string> problem_with(const Settings& settings) {
  if (settings.clients.value_or(1) > 1)
    return "--malformed uses one process and cannot be combined with --clients";
  if (settings.blind) return "--malformed cannot be combined with --blind";
  if (settings.http2.value_or(false))
    return "--malformed sends HTTP/1.1 and cannot be combined with --http2";
  if ((settings.target || settings.server) && !settings.defects.empty()) {
    return "--defect is for the built-in server and cannot be combined with --target or --server";
  }
  return std::nullopt;
}

void draw(const malformed::CampaignState& state) {
  print_error("\r{:.0f} s  {} sequences  {} acts, {:.0f}/s  {} features  {} kept  {} found ",
              state.took.count(), state.executions, state.acts,
              static_cast<double>(state.acts) / std::max(state.took.count(), 0.001), state.features,
              state.corpus, state.findings);
}

CampaignOutcome outcome_of(const malformed::CampaignEnd& end, const std::string& folder) {
  const auto& state = end.state;
  return {
      end.rules,
      end.explained,
      state.took,
      state.acts,
      end.stopped_early,
      {fmt::format(
          "{} sequences, {:.0f} actions per second, {} features reached, {} sequences kept "
          "in {}",
          state.executions, static_cast<double>(state.acts) / std::max(state.took.count(), 0.001),
          state.features, state.corpus, folder)}};
}

int run_campaign(const Settings& settings, malformed::CampaignOptions options,
                 const Connection& connection, const std::string& findings, ManagedServer* server) {
  const auto limit = time_limit_of(settings);
  if (!limit) return fail(exit_status::usage, limit.error());
  const auto word = "conform-fuzz-" + new_run_id();
  const auto gate = campaign_gate(settings);
  if (!gate) return fail(exit_status::usage, gate.error());
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  Reporting reporting(*paths, settings, catalogue, command_line("fuzz", settings));

  CurlTransport transport(connection.curl);
  malformed::ExecutorOptions executor_options;
  executor_options.answer_limit = *limit;
  if (settings.rate)
    executor_options.pace = [pace = Pace(*settings.rate)]() mutable { pace.wait(); };
  CampaignClock clock(options.time);
  std::optional<ServerControl> control;
  if (server != nullptr) control = control_of(*server, clock);
  const auto initial = probe_server(connection, word, *limit, clock, control);
  if (!initial) return fail(exit_status::not_judged, initial.error());
  executor_options.should_stop = [&] { return clock.is_over(); };
  options.time = clock.seconds_left();
  malformed::Executor executor(transport, connection.target, executor_options, word);
  const bool watched = query_terminal(fileno(stderr)).is_terminal;
  CampaignReport report(findings, reporting, *gate, settings, catalogue);
  malformed::Campaign campaign(std::move(options), executor);
  campaign.on_finding = [&](const malformed::Finding& finding) { report.add(finding); };
  campaign.on_state = [&](const malformed::CampaignState& state) {
    if (watched) draw(state);
  };
  campaign.should_stop = [&] { return clock.is_interrupted(); };
  if (control) campaign.start_again = [&] { return control->start_again().has_value(); };
  report.begin(connection.target.text(), initial->capabilities);
  if (initial->death) report.add_failure(*initial->death);
  const auto end = campaign.run();
  if (watched) print_error("\r\x1b[K");
  if (!end) return fail(exit_status::usage, "--dir: " + end.error());
  auto outcome = outcome_of(*end, settings.campaign_folder);
  if (server != nullptr) {
    for (auto& note : server->notes(false)) outcome.notes.push_back(std::move(note));
  }
  const auto finished = report.end(outcome);
  if (report.problem()) return fail(exit_status::not_judged, *report.problem());
  return reporting.write(exit_status_of(finished));
}

}  // namespace

int malformed_command(const Settings& settings) {
  if (const auto problem = problem_with(settings)) return fail(exit_status::usage, *problem);
  const auto time = time_of(settings);
  if (!time) return fail(exit_status::usage, time.error());
  const auto findings = findings_folder(settings);
  if (!findings) return fail(exit_status::usage, findings.error());
  const auto lock = reports::FolderLock::take(settings.campaign_folder);
  if (!lock) return fail(exit_status::usage, "--dir: " + lock.error());
  malformed::CampaignOptions options;
  options.seed = static_cast<std::uint32_t>(settings.seed.value_or(1));
  options.time = *time;
  options.max_executions = settings.runs.value_or(0);
  options.corpus = (std::filesystem::path(settings.campaign_folder) / "malformed").string();
  options.first_finding = next_number(*findings);

  const auto credentials = credentials_of(settings);
  if (!credentials) return fail(exit_status::usage, credentials.error());
  std::optional<server::BackgroundServer> built_in;
  std::optional<ManagedServer> managed;
  if (settings.server) {
    auto started = ManagedServer::start(settings, *credentials);
    if (!started) return fail(started.error().status, started.error().why);
    managed = *std::move(started);
  } else if (!settings.target) {
    const auto rules = rules_with(settings.defects);
    if (!rules) return fail(exit_status::usage, rules.error());
    built_in.emplace(*rules);
  }
  const auto& reached = managed ? managed->settings() : settings;
  const auto url = built_in ? built_in->url() : *reached.target;
  const auto connection = connection_to(url, reached, *credentials);
  if (!connection) return fail(exit_status::usage, connection.error());
  return run_campaign(settings, options, *connection, *findings, managed ? &*managed : nullptr);
}

}  // namespace conform
