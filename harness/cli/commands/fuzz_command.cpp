#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>

#include "fuzz/campaign/campaign.hpp"
#include "fuzz/campaign/simulated_runner.hpp"
#include "harness/cli/commands/campaign_report.hpp"
#include "harness/cli/commands/campaign_screen.hpp"
#include "harness/cli/commands/campaign_target.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/malformed_command.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/run_plan.hpp"
#include "harness/cli/commands/stop_signal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/transport/stop_signals.hpp"
#include "reports/saved/finding_files.hpp"
#include "reports/saved/folder_lock.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// Capabilities that the initial probe finds missing. Shared, because the probe runs after the
/// runners are set up.
using Lacks = std::shared_ptr<std::set<std::string>>;

/// `rate` is in requests per second, 0 for no limit.
/// `memory` is in bytes.
fuzz::MakeRunner over_network(const Connection& connection, double rate, std::size_t memory,
                              Duration answer_limit, const std::string& word, const Lacks& lacks) {
  return [connection, rate, memory, answer_limit, word, lacks](std::function<bool()> should_stop) {
    const auto pace = std::make_shared<Pace>(rate, should_stop);
    fuzz::ExecutorOptions options;
    options.answer_limit = answer_limit;
    options.memory_bytes = memory;
    options.linger = 300us;
    options.lacks = *lacks;
    options.pace = [pace] { pace->wait(); };
    options.on_answer = [pace](const http::Response& response) { pace->adapt_to(response); };
    options.should_stop = std::move(should_stop);
    auto transport = std::make_shared<CurlTransport>(connection.curl);
    // Every process counts its streams from 1: the process number makes the names unique.
    return std::make_unique<fuzz::SequenceRunner>(
        [transport]() -> Transport& { return *transport; }, connection.target, options,
        fmt::format("{}-{}", word, ::getpid()));
  };
}

std::set<std::string> missing_in(const std::vector<Capability>& capabilities) {
  std::set<std::string> missing;
  for (const auto& capability : capabilities) {
    if (capability.presence == Presence::absent) missing.insert(capability.name);
  }
  return missing;
}

/// What a campaign runs against.
struct CampaignSetup {
  std::string target;
  fuzz::MakeRunner make_runner;
  unsigned clients = 1;  ///< processes that run sequences
  /// Probes the server; the error is one sentence.
  std::function<Expected<InitialProbe, std::string>(CampaignClock&)> probe;
  std::function<bool(const std::function<bool()>& should_stop)> revive;
  std::function<bool()> is_answering;
  /// Notes about the server for the end of the campaign.
  std::function<std::vector<std::string>()> notes;
};

/// Why a campaign cannot start, and the exit status for it.
struct SetupError {
  int status = exit_status::usage;
  std::string why;
};

auto setup_error(int status, std::string why) {
  return unexpected(SetupError{status, std::move(why)});
}

/// A single process makes a campaign with a fixed number of sequences reproducible.
unsigned clients_of(const Settings& settings, const Connection& connection,
                    const std::string& word) {
  if (settings.clients) return static_cast<unsigned>(*settings.clients);
  return settings.runs ? 1 : suitable_client_count(connection, word);
}

/// `server` is the one started with --server, if any.
Expected<CampaignSetup, SetupError> network_setup(
    const Settings& settings, const Settings& reached, const http::Headers& credentials,
    const std::shared_ptr<ManagedServer>& server = {}) {
  const auto connection = connection_to(*reached.target, reached, credentials);
  if (!connection) return setup_error(exit_status::usage, connection.error());
  const auto limit = time_limit_of(reached);
  if (!limit) return setup_error(exit_status::usage, limit.error());
  const auto memory = memory_of(settings);
  if (!memory) return setup_error(exit_status::usage, memory.error());
  const auto word = "conform-fuzz-" + new_run_id();
  const auto clients = clients_of(settings, *connection, word);
  const auto lacks = std::make_shared<std::set<std::string>>();
  return CampaignSetup{
      connection->target.text(),
      over_network(*connection, settings.rate.value_or(0) / clients, *memory / clients, *limit,
                   word, lacks),
      clients,
      [connection = *connection, word, limit = *limit, server, lacks](CampaignClock& clock) {
        std::optional<ServerControl> control;
        if (server) control = control_of(*server, clock);
        auto initial = probe_server(connection, word, limit, clock, control);
        if (initial) *lacks = missing_in(initial->capabilities);
        return initial;
      },
      [connection = *connection](const auto& should_stop) {
        return comes_back(connection, should_stop);
      },
      [connection = *connection] { return is_answering(connection); },
      [] { return std::vector<std::string>(); }};
}

Expected<CampaignSetup, SetupError> managed_setup(const Settings& settings,
                                                  const http::Headers& credentials) {
  auto started = ManagedServer::start(settings, credentials);
  if (!started) return setup_error(started.error().status, started.error().why);
  const auto server = std::make_shared<ManagedServer>(*std::move(started));
  auto setup = network_setup(settings, server->settings(), credentials, server);
  if (!setup) return setup;
  setup->revive = [server](const auto& should_stop) {
    return server->restart(should_stop).has_value();
  };
  setup->notes = [server] { return server->notes(false); };
  return setup;
}

Expected<CampaignSetup, SetupError> setup_of(const Settings& settings) {
  if (!settings.target && !settings.server) {
    const auto rules = rules_with(settings.defects);
    if (!rules) return setup_error(exit_status::usage, rules.error());
    return CampaignSetup{simulated_target().text(),
                         fuzz::simulated_runner(*rules, "conform-fuzz-" + new_run_id()),
                         static_cast<unsigned>(settings.clients.value_or(1)),
                         [](CampaignClock&) { return InitialProbe(); },
                         [](const auto&) { return false; },
                         {},
                         [] { return std::vector<std::string>(); }};
  }
  if (!settings.defects.empty()) {
    return setup_error(
        exit_status::usage,
        "--defect is for the built-in server and cannot be combined with --target or --server");
  }
  const auto credentials = credentials_of(settings);
  if (!credentials) return setup_error(exit_status::usage, credentials.error());
  return settings.server ? managed_setup(settings, *credentials)
                         : network_setup(settings, settings, *credentials);
}

Expected<fuzz::CampaignOptions, std::string> options_of(const Settings& settings) {
  fuzz::CampaignOptions options;
  options.seed = static_cast<std::uint32_t>(settings.seed.value_or(1));
  options.max_executions = settings.runs.value_or(0);
  options.feedback = !settings.blind;
  options.folder = settings.campaign_folder;
  const auto time = time_of(settings);
  if (!time) return unexpected(time.error());
  options.time = *time;
  return options;
}

std::vector<std::string> notes_of(const fuzz::CampaignState& state, const std::string& folder) {
  std::vector<std::string> notes = {fmt::format(
      "{} sequences, {:.0f} operations per second, {} features reached, {} sequences kept in {}",
      state.executions, static_cast<double>(state.operations) / std::max(state.took.count(), 0.001),
      state.features, state.corpus, folder)};
  const auto times = [](std::uint64_t count) {
    return count == 1 ? std::string("once") : fmt::format("{} times", count);
  };
  if (state.restarts > 0) {
    notes.push_back(
        fmt::format("the server was unreachable {} and came back", times(state.restarts)));
  }
  if (state.losses > 0) {
    notes.push_back(fmt::format(
        "{} a request got no response, which did not happen again; ordinary requests also got none "
        "at times",
        times(state.losses)));
  }
  return notes;
}

std::string unreadable_note(const std::vector<std::string>& files, const std::string& folder) {
  return fmt::format(
      "cannot read {} in {}: if it was a finding, it may be found again under another number",
      files.size() == 1 ? files.front()
                        : fmt::format("{} files, {} first", files.size(), files.front()),
      folder);
}

CampaignOutcome outcome_of(const fuzz::CampaignEnd& end, const std::string& folder) {
  const auto& state = end.state;
  return {end.rules,        end.explained,     state.took,
          state.operations, end.stopped_early, notes_of(state, folder)};
}

CampaignOutcome nothing_tried(const std::string& why, std::vector<std::string> notes) {
  CampaignOutcome outcome;
  outcome.stopped_early = why;
  outcome.notes = std::move(notes);
  return outcome;
}

/// The error says why the campaign's folder cannot be used.
Expected<fuzz::CampaignEnd, std::string> run_campaign(const fuzz::CampaignOptions& options,
                                                      const CampaignSetup& setup,
                                                      CampaignClock& clock,
                                                      CampaignReport& report) {
  fuzz::Campaign campaign(options, setup.make_runner);
  CampaignScreen screen;
  campaign.on_finding = [&](const fuzz::Finding& finding) {
    screen.on(finding);
    report.add(finding);
  };
  campaign.on_state = [&](const fuzz::CampaignState& state) { screen.on(state); };
  campaign.should_stop = [&] { return clock.is_interrupted(); };
  campaign.restart = setup.revive;
  campaign.is_answering = setup.is_answering;
  return campaign.run();
}

int fuzz_command(const Settings& settings) {
  note_stop_signals();
  if (settings.malformed) return malformed_command(settings);
  auto setup = setup_of(settings);
  if (!setup) return fail(setup.error().status, setup.error().why);
  auto options = options_of(settings);
  if (!options) return fail(exit_status::usage, options.error());
  options->workers = setup->clients;
  const auto folder = findings_folder(settings);
  if (!folder) return fail(exit_status::usage, folder.error());
  const auto lock = reports::FolderLock::take(settings.campaign_folder);
  if (!lock) return fail(exit_status::usage, "--dir: " + lock.error());
  options->first_finding = next_number(*folder);
  auto known = reports::known_findings(*folder);
  options->known = std::move(known.ids);
  const auto gate = campaign_gate(settings);
  if (!gate) return fail(exit_status::usage, gate.error());
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  Reporting reporting(*paths, settings, catalogue, command_line("fuzz", settings));

  CampaignClock clock(options->time);
  const auto initial = setup->probe(clock);
  if (!initial) return fail(exit_status::not_judged, initial.error());
  options->time = clock.seconds_left();
  CampaignReport report(*folder, reporting, *gate, settings, catalogue);
  report.begin(setup->target, initial->capabilities);
  if (initial->death) report.add_failure(*initial->death);
  if (initial->unreachable) {
    const auto finished = report.end(nothing_tried(*initial->unreachable, setup->notes()));
    return reporting.write(exit_status_of(finished));
  }
  const auto end = run_campaign(*options, *setup, clock, report);
  if (!end) return fail(exit_status::not_judged, "--dir: " + end.error());
  auto outcome = outcome_of(*end, settings.campaign_folder);
  for (auto& note : setup->notes()) outcome.notes.push_back(std::move(note));
  if (!known.unreadable.empty())
    outcome.notes.push_back(unreadable_note(known.unreadable, *folder));
  const auto finished = report.end(outcome);
  if (report.problem()) return fail(exit_status::not_judged, *report.problem());
  return reporting.write(exit_status_of(finished));
}

}  // namespace

Command add_fuzz(CLI::App& program) {
  return add_command(program, "fuzz", "Fuzz a server with random sequences of requests",
                     fuzz_command);
}

}  // namespace conform
