#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "fixtures/defects/defect.hpp"
#include "fuzz/campaign/campaign.hpp"
#include "fuzz/campaign/simulated_arena.hpp"
#include "harness/cli/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/stop_signal.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/scenario/duration.hpp"
#include "reports/finding_files.hpp"
#include "reports/report_file.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

/// Lets no more than so many requests a second go.
class Pace {
 public:
  explicit Pace(double per_second) : interval_(1.0 / per_second) {}
  void operator()() {
    std::this_thread::sleep_until(next_);
    next_ = std::max(next_, SteadyClock::now()) +
            std::chrono::duration_cast<SteadyClock::duration>(interval_);
  }

 private:
  std::chrono::duration<double> interval_;
  SteadyClock::time_point next_ = SteadyClock::now();
};

fuzz::MakeArena over_network(const Connection& connection, const FuzzSettings& settings,
                             Duration answer_limit, const std::string& word) {
  const auto rate = settings.rate.value_or(0) / settings.clients;
  return [connection, rate, answer_limit, word] {
    fuzz::PlayerOptions options;
    options.answer_limit = answer_limit;
    options.linger = 2ms;
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

/// Asks the server whether it is one, and leaves nothing behind.
Expected<std::vector<Capability>, std::string> look_at(const Connection& connection,
                                                       const std::string& word, Duration limit) {
  CurlTransport transport(connection.curl);
  auto findings = probe(transport, connection.target, word + "-probe", limit);
  if (!findings) return unexpected(findings.error());
  Cleaner cleaner(transport, connection.target, [](Exchange&) {}, [](Exchange&) {});
  cleaner.remove(std::move(findings->created));
  while (!cleaner.idle() && transport.run_once()) {
  }
  return std::move(findings->capabilities);
}

Expected<server::Rules, std::string> rules_with(const std::vector<std::string>& defects) {
  auto rules = repeatable_rules();
  const auto all = defects::catalogue();
  for (const auto& id : defects) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
    if (found == all.end()) {
      return unexpected(fmt::format("there is no defect '{}'; 'conform defects' lists them", id));
    }
    found->patch(rules);
  }
  return rules;
}

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
  if (settings.time) {
    const auto time = parse_duration(*settings.time);
    if (!time) return unexpected("--time: " + time.error());
    if (*time < 1s) return unexpected(std::string("--time: must be a second or more"));
    options.time = std::chrono::duration_cast<std::chrono::seconds>(*time);
  }
  if (!settings.time && !settings.runs) options.time = 60s;
  return options;
}

std::string findings_folder(const FuzzSettings& settings) {
  return (std::filesystem::path(settings.folder) / "findings").string();
}

/// The first number above those of the findings that are there.
unsigned next_number(const std::string& folder) {
  unsigned next = 1;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    unsigned number = 0;
    const auto name = entry.path().filename().string();
    if (std::sscanf(name.c_str(), "found-%u.", &number) == 1) next = std::max(next, number + 1);
  }
  return next;
}

void draw(const fuzz::CampaignState& state) {
  fmt::print(stderr,
             "\r{:.0f} s  {} sequences  {} operations, {:.0f}/s  {} features  {} kept  "
             "{} found ",
             state.took.count(), state.plays, state.operations,
             static_cast<double>(state.operations) / std::max(state.took.count(), 0.001),
             state.features, state.corpus, state.findings);
}

/// Rules as the campaign saw them; what has findings speaks through these.
std::vector<Result> rules_without_findings(const fuzz::CampaignEnd& end) {
  auto records = end.rules;
  std::erase_if(records,
                [&](const RuleRecord& record) { return end.explained.contains(record.info.id); });
  for (auto& record : records) {
    if (record.violated == 0) continue;
    record.violations.push_back({record.info.id, record.info.requirement, 0, record.info.title,
                                 "a sequence that broke it, and broke it never again"});
  }
  auto results = rule_results(records, {});
  for (auto& result : results) {
    if (result.verdict == Verdict::fail || result.verdict == Verdict::warn) {
      result.verdict = Verdict::inconclusive;
    }
  }
  return results;
}

class CampaignReport {
 public:
  CampaignReport(const FuzzSettings& settings, Reporting& reporting)
      : settings_(settings), reporting_(reporting) {}

  void begin(const Ground& ground) {
    reporting_.on(RunStarted{ground.target, "fuzz", std::chrono::system_clock::now(),
                             ground.capabilities, 0});
  }

  void add(const fuzz::Finding& finding) {
    const auto files =
        reports::write_finding(finding, findings_folder(settings_), reporting_.context());
    if (!files) problem_ = files.error();
    auto result = fuzz::result_of(finding);
    if (files) result.why = "Replay it with: conform replay " + files->scenario;
    deliver(std::move(result));
  }

  RunFinished end(const fuzz::CampaignEnd& end) {
    for (auto& result : rules_without_findings(end)) deliver(std::move(result));
    finished_.at = std::chrono::system_clock::now();
    finished_.took = std::chrono::duration_cast<Duration>(end.state.took);
    finished_.exchanges = end.state.operations;
    finished_.stopped_early = end.stopped_early;
    finished_.start_with = blame_.start_with();
    finished_.notes.push_back(fmt::format(
        "{} sequences, {:.0f} operations a second, {} features reached, {} sequences kept in {}",
        end.state.plays,
        static_cast<double>(end.state.operations) / std::max(end.state.took.count(), 0.001),
        end.state.features, end.state.corpus, settings_.folder));
    reporting_.on(finished_);
    return finished_;
  }

  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  void deliver(Result result) {
    ++finished_.summary[result.verdict];
    blame_.add(result);
    reporting_.on(ResultReached{std::move(result)});
  }

  const FuzzSettings& settings_;
  Reporting& reporting_;
  Blame blame_;
  RunFinished finished_;
  std::optional<std::string> problem_;
};

}  // namespace

int fuzz_command(const FuzzSettings& settings) {
  auto ground = ground_of(settings);
  if (!ground) return fail(exit_status::usage, ground.error());
  auto options = options_of(settings);
  if (!options) return fail(exit_status::usage, options.error());
  const auto folder = findings_folder(settings);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(exit_status::usage,
                fmt::format("--dir: {} cannot be made: {}", folder, error.message()));
  }
  options->first_finding = next_number(folder);
  const auto paths = report_paths_of(settings.common);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  Reporting reporting(*paths, settings.common, catalogue, ground->credentials);

  StopSignal stop;
  const bool watched = look_at_terminal(fileno(stderr)).is_terminal;
  CampaignReport report(settings, reporting);
  fuzz::Campaign campaign(*options, ground->make_arena);
  campaign.on_finding = [&](const fuzz::Finding& finding) { report.add(finding); };
  campaign.on_state = [&](const fuzz::CampaignState& state) {
    if (watched) draw(state);
  };
  campaign.should_stop = [&] { return stop.came(); };
  report.begin(*ground);
  const auto end = campaign.run();
  if (watched) fmt::print(stderr, "\r\x1b[K");
  if (!end) return fail(exit_status::usage, "--dir: " + end.error());
  const auto finished = report.end(*end);
  if (report.problem()) return fail(exit_status::not_judged, *report.problem());
  return reporting.write(exit_code(finished));
}

}  // namespace conform
