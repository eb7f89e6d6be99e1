#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "fuzz/campaign/campaign.hpp"
#include "fuzz/campaign/script.hpp"
#include "fuzz/campaign/simulated_arena.hpp"
#include "harness/cli/campaign_report.hpp"
#include "harness/cli/campaign_target.hpp"
#include "harness/cli/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/fuzz_settings.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/stop_signal.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "reports/finding_files.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

fuzz::MakeArena over_network(const Connection& connection, const FuzzSettings& settings,
                             Duration answer_limit, const std::string& word) {
  const auto rate = settings.rate.value_or(0) / settings.clients;
  return [connection, rate, answer_limit, word] {
    fuzz::PlayerOptions options;
    options.answer_limit = answer_limit;
    options.linger = 300us;
    if (rate > 0) options.pace = Pace(rate);
    auto transport = std::make_shared<CurlTransport>(connection.curl);
    // Every process counts its streams from 1: its own number tells them apart.
    return std::make_unique<fuzz::Arena>([transport]() -> Transport& { return *transport; },
                                         connection.target, options,
                                         fmt::format("{}-{}", word, ::getpid()));
  };
}

struct Ground {
  std::string target;
  fuzz::MakeArena make_arena;
  std::vector<Capability> capabilities;
  http::Headers credentials;
};

Expected<Ground, std::string> ground_of(const FuzzSettings& settings) {
  const auto word = "conform-fuzz-" + new_run_id();
  if (!settings.common.target) {
    const auto rules = rules_with(settings.defects);
    if (!rules) return unexpected(rules.error());
    return Ground{simulated_target().text(), fuzz::simulated_arena(*rules, word), {}, {}};
  }
  if (!settings.defects.empty()) {
    return unexpected(std::string("--defect is for the built-in server: leave --target away"));
  }
  const auto credentials = credentials_of(settings.common);
  if (!credentials) return unexpected(credentials.error());
  const auto connection = connection_to(*settings.common.target, settings.common, *credentials);
  if (!connection) return unexpected(connection.error());
  const auto limit = time_limit_of(settings.common);
  if (!limit) return unexpected(limit.error());
  auto capabilities = look_at(*connection, word, *limit);
  if (!capabilities) return unexpected(capabilities.error());
  return Ground{connection->target.text(), over_network(*connection, settings, *limit, word),
                *std::move(capabilities), *credentials};
}

Expected<fuzz::CampaignOptions, std::string> options_of(const FuzzSettings& settings) {
  fuzz::CampaignOptions options;
  options.seed = settings.seed;
  options.most_plays = settings.runs.value_or(0);
  options.hunters = settings.clients;
  options.feedback = !settings.blind;
  options.folder = settings.folder;
  const auto time = time_of(settings);
  if (!time) return unexpected(time.error());
  options.time = *time;
  return options;
}

void draw(const fuzz::CampaignState& state) {
  fmt::print(stderr,
             "\r{:.0f} s  {} sequences  {} operations, {:.0f}/s  {} features  {} kept  "
             "{} found ",
             state.took.count(), state.plays, state.operations,
             static_cast<double>(state.operations) / std::max(state.took.count(), 0.001),
             state.features, state.corpus, state.findings);
}

CampaignOutcome outcome_of(const fuzz::CampaignEnd& end, const std::string& folder) {
  const auto& state = end.state;
  return {end.rules,
          end.explained,
          state.took,
          state.operations,
          end.stopped_early,
          fmt::format("{} sequences, {:.0f} operations a second, {} features reached, {} sequences "
                      "kept in {}",
                      state.plays,
                      static_cast<double>(state.operations) / std::max(state.took.count(), 0.001),
                      state.features, state.corpus, folder)};
}

int fuzz_command(const FuzzSettings& settings) {
  if (settings.malformed) return malformed_command(settings);
  auto ground = ground_of(settings);
  if (!ground) return fail(exit_status::usage, ground.error());
  auto options = options_of(settings);
  if (!options) return fail(exit_status::usage, options.error());
  const auto folder = findings_folder(settings);
  if (!folder) return fail(exit_status::usage, folder.error());
  options->first_finding = next_number(*folder);
  const auto paths = report_paths_of(settings.common);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  Reporting reporting(*paths, settings.common, catalogue, ground->credentials);

  StopSignal stop;
  const bool watched = look_at_terminal(fileno(stderr)).is_terminal;
  CampaignReport report(*folder, reporting);
  fuzz::Campaign campaign(*options, ground->make_arena);
  campaign.on_finding = [&](const fuzz::Finding& finding) { report.add(finding); };
  campaign.on_state = [&](const fuzz::CampaignState& state) {
    if (watched) draw(state);
  };
  campaign.should_stop = [&] { return stop.came(); };
  report.begin(ground->target, ground->capabilities);
  const auto end = campaign.run();
  if (watched) fmt::print(stderr, "\r\x1b[K");
  if (!end) return fail(exit_status::usage, "--dir: " + end.error());
  auto outcome = outcome_of(*end, settings.folder);
  if (!end->last_words.empty()) {
    const auto number = options->first_finding + end->state.findings;
    const auto path = reports::write_last_words(
        fuzz::last_words(end->last_words, fmt::format("found-{}.server-gone", number)), *folder);
    if (!path) return fail(exit_status::not_judged, path.error());
    outcome.stopped_early =
        fmt::format("{}; to see it again, start the server anew and call: conform replay {}",
                    outcome.stopped_early.value_or(""), *path);
  }
  const auto finished = report.end(outcome);
  if (report.problem()) return fail(exit_status::not_judged, *report.problem());
  return reporting.write(exit_status_of(finished));
}

void add_fuzz_options(CLI::App& app, FuzzSettings& settings) {
  add_connection_options(app, settings.common);
  app.add_option("--time", settings.time, "How long (60s)")->option_text("TIME");
  app.add_option("--runs", settings.runs, "How many sequences, in place of --time")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  app.add_option("--seed", settings.seed, "Where chance begins (1)")->option_text("N");
  app.add_option("--clients", settings.clients, "Processes that try sequences (1)")
      ->check(CLI::Range(1, 64))
      ->option_text("N");
  app.add_option("--rate", settings.rate, "Requests a second, at most")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  app.add_option("--dir", settings.folder, "Corpus and findings (conform-fuzz)")
      ->option_text("DIR");
  app.add_option("--defect", settings.defects, "The built-in server with this mistake, repeatable")
      ->option_text("ID")
      ->allow_extra_args(false);
  app.add_flag("--malformed", settings.malformed,
               "Malformed HTTP on bare connections in place of requests");
  app.add_flag("--blind", settings.blind, "Without feedback, to compare");
  add_report_files(app, settings.common);
}

}  // namespace

Command add_fuzz(CLI::App& program) {
  const auto asked = std::make_shared<FuzzSettings>();
  CLI::App* line =
      program.add_subcommand("fuzz", "Sequences that nobody wrote, and what they find");
  add_fuzz_options(*line, *asked);
  return {line, [asked] { return fuzz_command(*asked); }};
}

}  // namespace conform
