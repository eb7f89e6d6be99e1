#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/single_request.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/transport/sim_transport.hpp"
#include "reports/saved/finding_files.hpp"

namespace conform {
namespace {

/// The file of a finding, and its notes for replaying it.
struct Found {
  Catalogue catalogue;
  reports::ReplayNotes notes;
};

/// The scenario in one file, with the requirements of the built-in suites.
Expected<Found, std::string> load_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) {
    return unexpected(fmt::format("cannot read {}: give the .toml file of a finding", path));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto folders = embedded_suites();
  for (auto& folder : folders) {
    std::erase_if(folder.files,
                  [](const SuiteFile& file) { return file.path != "requirements.toml"; });
  }
  const std::filesystem::path file(path);
  folders.push_back({file.parent_path().string(), {{file.filename().string(), text}}});
  auto catalogue = load(folders);
  if (!catalogue) {
    return unexpected(
        fmt::format("{} cannot be used: {}", path, to_string(catalogue.error().front())));
  }
  if (catalogue->suites.empty() || catalogue->suites.back().scenarios.empty()) {
    return unexpected(fmt::format("{} contains no finding: give the .toml file of one", path));
  }
  return Found{*std::move(catalogue), reports::replay_notes(text)};
}

enum class ReplayOutcome { fixed, failing, unknown };

std::string words_of(ReplayOutcome outcome, unsigned runs) {
  switch (outcome) {
    case ReplayOutcome::fixed:
      return fmt::format("Fixed: it did not occur in {}.",
                         runs == 1 ? "one run" : fmt::format("{} runs", runs));
    case ReplayOutcome::failing:
      return "Still fails.";
    case ReplayOutcome::unknown:
      break;
  }
  return "Unknown: the server refuses a request that is needed to get there.";
}

/// Replays a finding, as many times as needed to reproduce it.
class Replay {
 public:
  /// `common_query` is in the URL of every stream (Target::query).
  Replay(const Scenario& scenario, unsigned runs, std::string common_query)
      : first_(scenario), common_query_(std::move(common_query)) {
    for (unsigned i = 1; i <= runs; ++i) {
      runs_.push_back(scenario);
      if (i > 1) runs_.back().id += fmt::format("[{}]", i);
    }
  }

  [[nodiscard]] Selected selected() const {
    Selected selected;
    for (const auto& run : runs_) selected.scenarios.push_back(&run);
    return selected;
  }

  void take(const Exchange& exchange) { exchanges_.push_back(exchange); }

  /// The worst result represents all runs.
  void take(Result result) {
    result.id = first_.id;
    seen_ = seen_ || is_violation(result.verdict) || result.verdict == Verdict::warn;
    if (!worst_ || worst_->verdict < result.verdict) worst_ = std::move(result);
  }

  [[nodiscard]] const std::optional<Result>& worst() const { return worst_; }

  [[nodiscard]] ReplayOutcome outcome() const {
    if (seen_) return ReplayOutcome::failing;
    const bool all_pass = worst_ && worst_->verdict == Verdict::pass;
    return all_pass && every_run_counts() ? ReplayOutcome::fixed : ReplayOutcome::unknown;
  }

 private:
  /// A rule that never applied has not been satisfied.
  [[nodiscard]] bool every_run_counts() const {
    return std::all_of(runs_.begin(), runs_.end(),
                       [&](const Scenario& run) { return counts(run); });
  }

  [[nodiscard]] bool counts(const Scenario& run) const {
    std::vector<Exchange> of_run;
    std::copy_if(exchanges_.begin(), exchanges_.end(), std::back_inserter(of_run),
                 [&](const Exchange& one) { return one.scenario == run.id; });
    Judge judge;
    judge.set_common_query(common_query_);
    judge_journal(judge, of_run);
    return std::all_of(run.keeps.begin(), run.keeps.end(), [&](const std::string& rule) {
      // These rules apply to every exchange.
      if (rule == fuzz::survives_rule || rule == fuzz::answers_rule) return !of_run.empty();
      return std::any_of(
          judge.records().begin(), judge.records().end(),
          [&](const RuleRecord& record) { return record.info.id == rule && record.applied > 0; });
    });
  }

  const Scenario& first_;
  std::string common_query_;
  std::vector<Scenario> runs_;
  std::vector<Exchange> exchanges_;
  std::optional<Result> worst_;
  bool seen_ = false;
};

/// Merges the events of all runs into those of a single one.
class SingleRunEvents {
 public:
  SingleRunEvents(Replay& replay, Reporting& reporting) : replay_(replay), reporting_(reporting) {}

  void on(const Event& event) {
    if (const auto* reached = std::get_if<ResultReached>(&event)) {
      replay_.take(reached->result);
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
      auto one = *started;
      one.scenarios = 1;
      reporting_.on(Event(std::move(one)));
    } else if (const auto* finished = std::get_if<RunFinished>(&event)) {
      auto one = *finished;
      one.summary.clear();
      if (const auto& worst = replay_.worst()) {
        reporting_.on(ResultReached{*worst});
        one.summary[worst->verdict] = 1;
      }
      reporting_.on(Event(std::move(one)));
    } else {
      reporting_.on(event);
    }
  }

 private:
  Replay& replay_;
  Reporting& reporting_;
};

int exit_status_of(ReplayOutcome outcome) {
  switch (outcome) {
    case ReplayOutcome::fixed:
      return exit_status::conformant;
    case ReplayOutcome::failing:
      return exit_status::violations;
    case ReplayOutcome::unknown:
      break;
  }
  return exit_status::not_judged;
}

int replay(const Found& found, const Settings& settings, Transport& transport,
           const Target& target) {
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto limit = time_limit_of(settings);
  if (!limit) return fail(exit_status::usage, limit.error());
  Reporting reporting(*paths, settings, found.catalogue);
  Replay runs(found.catalogue.suites.back().scenarios.front(), found.notes.runs, target.query());
  SingleRunEvents events(runs, reporting);
  RunOptions options;
  options.run_id = new_run_id();
  options.jobs = 1;
  options.in_given_order = true;
  options.time_limit = *limit;
  options.journal = [&](const Exchange& exchange) { runs.take(exchange); };
  options.stop_after = [](const Result& result) -> std::optional<std::string> {
    if (result.verdict == Verdict::pass) return std::nullopt;
    return "it is there";
  };
  Engine engine(transport, target, options, [&](const Event& event) { events.on(event); });
  const auto finished = engine.run(runs.selected());
  if (!finished) return fail(exit_status::not_judged, finished.error());
  auto outcome = runs.outcome();
  // A server may have answered every request and crashed all the same.
  const bool is_gone = !ask(transport, target, {"GET", "conform-replay", "", *limit}).answered();
  const auto& cause = found.notes.cause;
  if (is_gone && !(cause && cause->rule == fuzz::survives_rule)) {
    return fail(exit_status::not_judged, "the server is gone: it no longer accepts connections");
  }
  if (is_gone) outcome = ReplayOutcome::failing;
  const int status = reporting.write(exit_status_of(outcome));
  if (paths->on_standard_output() == 0) {
    print_out("{}\n", words_of(outcome, found.notes.runs));
  }
  return status;
}

int replay_over_network(const Found& found, const Settings& settings, const std::string& url) {
  const auto credentials = credentials_of(settings);
  if (!credentials) return fail(exit_status::usage, credentials.error());
  const auto connection = connection_to(url, settings, *credentials);
  if (!connection) return fail(exit_status::usage, connection.error());
  CurlTransport transport(connection->curl);
  return replay(found, settings, transport, connection->target);
}

int replay_with_server(const Found& found, const Settings& settings) {
  const auto credentials = credentials_of(settings);
  if (!credentials) return fail(exit_status::usage, credentials.error());
  const auto server = ManagedServer::start(settings, *credentials);
  if (!server) return fail(server.error().status, server.error().why);
  return replay_over_network(found, server->settings(), *server->settings().target);
}

/// These need a network connection, which the simulation does not have.
bool sends_raw_bytes(const Catalogue& catalogue) {
  const auto sends_raw = [](const Scenario& scenario) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
      return std::holds_alternative<RawStep>(step.action);
    });
  };
  return std::any_of(catalogue.suites.begin(), catalogue.suites.end(), [&](const Suite& suite) {
    return std::any_of(suite.scenarios.begin(), suite.scenarios.end(), sends_raw);
  });
}

int replay_file(const std::string& path, const Settings& settings) {
  const auto found = load_file(path);
  if (!found) return fail(exit_status::usage, found.error());
  if (settings.server) return replay_with_server(*found, settings);
  if (settings.target) return replay_over_network(*found, settings, *settings.target);
  if (sends_raw_bytes(found->catalogue)) {
    const server::BackgroundServer server(repeatable_rules());
    return replay_over_network(*found, settings, server.url());
  }
  SimTransport transport(server::Core(repeatable_rules()), simulated_start);
  return replay(*found, settings, transport, simulated_target());
}

/// Of several findings, the most serious one decides the exit status.
int replay_command(const Settings& settings) {
  const auto& reports = settings.report_files;
  const bool has_report = std::any_of(reports.begin(), reports.end(),
                                      [](const auto& report) { return report.second.has_value(); });
  if (settings.files.size() > 1 && has_report) {
    return fail(exit_status::usage, "a report is about one finding: replay one file at a time");
  }
  int worst = exit_status::conformant;
  for (const auto& path : settings.files) {
    Settings one = settings;
    one.files = {path};
    if (settings.files.size() > 1) print_out("== {}\n", path);
    const int status = replay_file(path, one);
    if (status == exit_status::usage) return status;
    const bool is_worse = status == exit_status::violations || worst == exit_status::conformant;
    if (is_worse) worst = status;
  }
  return worst;
}

}  // namespace

Command add_replay(CLI::App& program) {
  return add_command(program, "replay", "Check whether a finding of 'fuzz' still occurs",
                     replay_command);
}

}  // namespace conform
