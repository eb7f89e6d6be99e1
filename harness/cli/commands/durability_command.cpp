#include "harness/cli/commands/durability_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "harness/cli/commands/campaign_report.hpp"
#include "harness/cli/commands/campaign_target.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/cli/output.hpp"
#include "harness/durability/campaign.hpp"
#include "harness/http/clock.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/transport/stop_signals.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr unsigned usual_rounds = 10;

/// The error is one sentence.
Expected<durability::ServerOptions, std::string> server_of(const Settings& settings) {
  durability::ServerOptions options;
  options.command = settings.server.value_or(built_in_durable_server(settings.defects));
  options.url = settings.target.value_or("http://127.0.0.1:{port}/v1/stream");
  options.log = settings.server_log.value_or("");
  options.shown = reports::writable;
  if (options.command.find("{dir}") == std::string::npos) {
    return unexpected(std::string(
        "--server: write {dir} where the command takes the folder in which the server stores its "
        "data"));
  }
  if (settings.server && !settings.defects.empty()) {
    return unexpected(
        std::string("--defect is for the built-in server and cannot be combined with --server"));
  }
  if (settings.server_timeout) {
    const auto limit = parse_duration(*settings.server_timeout);
    if (!limit) return unexpected("--server-timeout: " + limit.error());
    options.ready_limit = std::chrono::ceil<std::chrono::milliseconds>(*limit);
  }
  const auto credentials = credentials_of(settings);
  if (!credentials) return unexpected(credentials.error());
  options.credentials = *credentials;
  const auto connection = connection_to(with_port(options.url, 1), settings, *credentials);
  if (!connection) return unexpected(connection.error());
  options.curl = connection->curl;
  return options;
}

/// The faults of the disk that --disk names.
Expected<void, std::string> add_disk(durability::HistoryOptions& history,
                                     const std::string& names) {
  const auto faults =
      std::to_array<std::pair<std::string_view, bool durability::HistoryOptions::*>>(
          {{"full", &durability::HistoryOptions::full_disk},
           {"read-only", &durability::HistoryOptions::read_only_disk},
           {"lost-writes", &durability::HistoryOptions::lost_writes},
           {"torn-writes", &durability::HistoryOptions::torn_writes}});
  for (const auto& [name, is_asked] : faults) history.*is_asked = names == "all";
  if (names == "all" || names == "none") return {};
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    const auto found = std::find_if(faults.begin(), faults.end(),
                                    [&](const auto& fault) { return fault.first == name; });
    if (found == faults.end()) {
      return unexpected(fmt::format(
          "--disk: '{}' is none of full, read-only, lost-writes, torn-writes, all and none", name));
    }
    history.*(found->second) = true;
  }
  return {};
}

bool needs_library(const durability::HistoryOptions& history) {
  return history.read_only_disk || history.lost_writes || history.torn_writes;
}

Expected<durability::CampaignOptions, std::string> campaign_of(const Settings& settings) {
  durability::CampaignOptions options;
  options.seed = static_cast<std::uint32_t>(settings.seed.value_or(1));
  options.rounds = static_cast<unsigned>(settings.runs.value_or(settings.time ? 0 : usual_rounds));
  const auto time = time_of(settings);
  if (!time) return unexpected(time.error());
  if (settings.time) options.time = *time;
  options.history.terms = settings.kill != "kill";
  options.history.kills = settings.kill != "term";
  if (auto added = add_disk(options.history, settings.disk.value_or("full")); !added) {
    return unexpected(added.error());
  }
  return options;
}

/// The capabilities of the server, from a process that only the probe uses.
Expected<std::vector<Capability>, std::string> probe(const durability::ServerOptions& options,
                                                     const Settings& settings,
                                                     CampaignClock& clock) {
  durability::Server server(options);
  if (const auto started = server.start(); !started) return unexpected(started.error());
  auto connection = connection_to(server.target().text(), settings, options.credentials);
  if (!connection) return unexpected(connection.error());
  const auto latest = std::chrono::steady_clock::now() + options.ready_limit;
  while (!is_answering(*connection)) {
    if (clock.is_interrupted()) return unexpected(std::string("interrupted"));
    const auto ending = server.ended();
    if (!ending && std::chrono::steady_clock::now() < latest) continue;
    return unexpected(
        fmt::format("--server: {}; its last output: {}",
                    ending ? fmt::format("the server ended ({}) before it was ready", *ending)
                           : std::string("the server was not ready in time"),
                    fmt::join(server.last_lines(), "\n  ")));
  }
  const auto limit = time_limit_of(settings);
  if (!limit) return unexpected(limit.error());
  auto probed = probe_server(*connection, "conform-durability", *limit, clock);
  server.signal(durability::Signal::kill);
  server.await_end();
  if (!probed) return unexpected(probed.error());
  return std::move(probed->capabilities);
}

std::set<std::string, std::less<>> names_of(const std::vector<Capability>& capabilities) {
  std::set<std::string, std::less<>> names;
  for (const auto& capability : capabilities) {
    if (capability.present()) names.insert(capability.name);
  }
  return names;
}

std::string summary_of(const durability::CampaignState& state) {
  const auto losses = state.power_losses == 0
                          ? std::string()
                          : fmt::format(", {} losses of power", state.power_losses);
  return fmt::format("{} rounds, {} stops with SIGTERM, {} with SIGKILL{}, {} requests",
                     state.rounds, state.terms, state.kills, losses, state.requests);
}

/// Passes the results of a campaign through the gate to the reports.
class DurabilityReport {
 public:
  DurabilityReport(Reporting& reporting, GateOptions gate, const Settings& settings,
                   const Catalogue& catalogue)
      : reporting_(reporting),
        settings_(settings),
        gate_(std::move(gate), [this](const Event& event) { pass_on(event); }) {
    for (const auto& requirement : catalogue.requirements) {
      harms_.emplace(requirement.id, requirement.harm);
    }
  }

  void begin(const std::string& target, const std::vector<Capability>& capabilities) {
    gate_.on(RunStarted{target, "durability", clock::now(), capabilities,
                        durability::all_checks().size()});
  }

  void add(Result result) {
    ++finished_.summary[result.verdict];
    for (const auto& requirement : result.requirements) {
      const auto harm = harms_.find(requirement);
      if (harm != harms_.end()) result.harm = std::max(result.harm, harm->second);
    }
    if (result.evidence) write_script(result);
    gate_.on(ResultReached{std::move(result)});
  }

  int end(const durability::CampaignEnd& end) {
    finished_.at = clock::now();
    finished_.took = std::chrono::duration_cast<Duration>(end.state.took);
    finished_.exchanges = end.state.requests;
    finished_.notes = {summary_of(end.state)};
    if (end.state.clock_settings > 0) {
      finished_.notes.push_back(fmt::format(
          "the clock of this system was set during {} runs of a history, which were ignored",
          end.state.clock_settings));
    }
    if (end.left_out_forks) {
      finished_.notes.emplace_back(
          "forks were left out after durability.ready was found, to test the rest");
    }
    if (end.bypasses_disk) {
      finished_.notes.emplace_back(
          "the server writes to its files without libc (it may be linked statically, as programs "
          "in "
          "Go are): of --disk, only full was tested");
    }
    if (end.keeps_nothing) {
      finished_.stopped_early =
          "the server keeps nothing across a restart; nothing about durability was tested";
    } else if (end.interrupted) {
      finished_.stopped_early = "interrupted";
    }
    finished_.conclusion = conclusion_of(finished_);
    gate_.on(finished_);
    return problem_ ? fail(exit_status::not_judged, *problem_) : exit_status_of(finished_);
  }

 private:
  void write_script(Result& result) {
    const auto folder = std::filesystem::path(settings_.durability_folder);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const auto path = (folder / (result.id + ".sh")).string();
    const auto library = (folder / "conform-disk.so").string();
    if (result.evidence->curl.find("conform-disk.so") != std::string::npos &&
        !std::filesystem::exists(library, error)) {
      durability::write_disk_library(library);
    }
    if (const auto written = reports::write_report(path, result.evidence->curl); !written) {
      problem_ = "--dir: " + written.error();
      return;
    }
    result.why += fmt::format(" See it again: sh {}", path);
    result.evidence->curl = fmt::format("sh {}", path);
  }

  void pass_on(const Event& event) {
    if (const auto* finished = std::get_if<RunFinished>(&event)) finished_ = *finished;
    auto entry = reports::entry_of(event, reporting_.context());
    if (auto* opening = std::get_if<reports::Opening>(&entry)) opening->campaign = true;
    reporting_.on(entry);
  }

  Reporting& reporting_;
  const Settings& settings_;
  Gate gate_;
  std::map<std::string, Harm> harms_;
  RunFinished finished_;
  std::optional<std::string> problem_;
};

int durability_command(const Settings& settings) {
  note_stop_signals();
  if (settings.prove) return prove_durability(settings);
  auto server = server_of(settings);
  if (!server) return fail(exit_status::usage, server.error());
  auto options = campaign_of(settings);
  if (!options) return fail(exit_status::usage, options.error());
  const auto gate = campaign_gate(settings);
  if (!gate) return fail(exit_status::usage, gate.error());
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  Reporting reporting(*paths, settings, catalogue, command_line("durability", settings));
  CampaignClock clock(std::nullopt);
  server->should_stop = [&] { return clock.is_interrupted(); };
  const auto capabilities = probe(*server, settings, clock);
  if (!capabilities) return fail(exit_status::not_judged, capabilities.error());
  options->history.capabilities = names_of(*capabilities);
  server->watches_disk = needs_library(options->history);

  DurabilityReport report(reporting, *gate, settings, catalogue);
  report.begin(server->url, *capabilities);
  const bool watched = query_terminal(fileno(stderr)).is_terminal;
  const auto end = durability::run_campaign(*server, *options, [&](const auto& state) {
    if (watched) print_error("\r{}  {} found ", summary_of(state), state.findings);
  });
  if (watched) print_error("\r\x1b[K");
  if (end.not_started) return fail(exit_status::not_judged, "--server: " + *end.not_started);
  if (!end.keeps_nothing) {
    for (auto& result : durability::results_of(end, *server, options->history)) {
      report.add(std::move(result));
    }
  }
  return reporting.write(report.end(end));
}

}  // namespace

std::string built_in_durable_server(const std::vector<std::string>& defects) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).string();
  auto command = fmt::format("exec '{}' serve --port {{port}} --data-dir {{dir}}",
                             error ? "conform" : program);
  for (const auto& id : defects) command += fmt::format(" --defect '{}'", id);
  return command;
}

Command add_durability(CLI::App& program) {
  return add_command(program, "durability", "Stop, kill and restart a server, and check its data",
                     durability_command);
}

}  // namespace conform
