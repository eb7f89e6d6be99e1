#include "harness/cli/commands/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/options/byte_size.hpp"
#include "harness/gate/shard.hpp"
#include "harness/run/capability_results.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/planned_wait.hpp"
#include "harness/run/server_deaths.hpp"
#include "harness/scenario/duration.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

using Planned = Expected<void, std::string>;

const char* environment(const char* name) {
  return std::getenv(name);
}

Planned plan_options(const Settings& settings, RunPlan& plan) {
  plan.options.jobs = settings.jobs.value_or(plan.options.jobs);
  const auto memory = memory_of(settings);
  if (!memory) return unexpected(memory.error());
  plan.options.memory_bytes = *memory;
  plan.options.keep_streams = settings.keep_streams.value_or(false);
  if (const auto problem = capability_problem(settings)) return unexpected(*problem);
  plan.options.required = settings.require;
  plan.options.lacks = settings.lacks;
  const auto limit = time_limit_of(settings);
  if (!limit) return unexpected(limit.error());
  plan.options.time_limit = *limit;
  plan.times = settings.repeat.value_or(1);
  plan.fail_fast = settings.fail_fast.value_or(false);
  return {};
}

/// On a virtual clock, waiting takes no time.
bool runs_slow(const Settings& settings) {
  return settings.sim || settings.slow.value_or(false);
}

std::size_t scenario_count(const Catalogue& catalogue, bool with_slow) {
  std::size_t count = 0;
  for (const auto& suite : catalogue.suites) {
    count += static_cast<std::size_t>(
        std::count_if(suite.scenarios.begin(), suite.scenarios.end(),
                      [&](const Scenario& one) { return with_slow || !one.is_slow; }));
  }
  return count;
}

Planned plan_selection(const Settings& settings, RunPlan& plan) {
  auto catalogue = load_catalogue(settings.suites, settings.tested_protocol());
  if (!catalogue) return unexpected(catalogue.error());
  plan.catalogue = *std::move(catalogue);
  plan.options.has_capabilities = settings.tested_protocol() == usual_protocol;
  auto selection = selection_of(settings);
  selection.slow = runs_slow(settings);
  auto selected = select(plan.catalogue, rules_of(settings.tested_protocol()), selection);
  if (!selected) return unexpected(selected.error());
  plan.selected = *std::move(selected);
  return {};
}

Planned plan_memory(const Settings& settings, RunPlan& plan) {
  const auto target = reports::writable(target_name(settings));
  const auto folder = cache_folder(environment);
  if (folder) plan.memory = FailureMemory::read(*folder, target);
  if (!settings.last_failed) return {};
  if (!plan.memory || plan.memory->empty()) {
    return unexpected(fmt::format(
        "--last-failed: no earlier failures of {} are known; run once without the option", target));
  }
  plan.selected = plan.memory->part_of(std::move(plan.selected));
  if (plan.selected.scenarios.empty() && plan.selected.rules.empty()) {
    return unexpected(
        std::string("--last-failed: the other options exclude everything that failed last time"));
  }
  return {};
}

Planned plan_shard(const Settings& settings, RunPlan& plan) {
  if (settings.shard) {
    const auto shard = parse_shard(*settings.shard);
    if (!shard) return unexpected("--shard: " + shard.error());
    plan.gate.shard = *shard;
  } else {
    const auto shard = shard_from(environment);
    if (!shard) return unexpected(shard.error());
    if (*shard) acknowledge_shard(environment);
    plan.gate.shard = shard->value_or(Shard{});
  }
  const bool slow = runs_slow(settings);
  const auto protocol = settings.tested_protocol();
  plan.gate.available = result_count(plan.catalogue, protocol, slow);
  plan.gate.whole = plan.selected.scenarios.size() == scenario_count(plan.catalogue, slow);
  const auto left_out = result_count(plan.catalogue, protocol) - plan.gate.available;
  if (plan.gate.whole && left_out > 0) {
    plan.gate.notes.push_back(fmt::format(
        "{} tests that wait for up to a minute did not run: --slow runs them", left_out));
  }
  plan.selected = part_of(std::move(plan.selected), plan.gate.shard);
  return {};
}

Planned plan_order(const Settings& settings, RunPlan& plan) {
  if (!settings.shuffle.value_or(false)) {
    if (settings.seed) return unexpected(std::string("--seed needs --shuffle"));
    return {};
  }
  plan.seed = settings.seed ? *settings.seed : std::random_device{}();
  plan.options.in_given_order = true;
  plan.gate.notes.push_back(fmt::format("scenarios ran in the order of --shuffle --seed {}{}",
                                        *plan.seed,
                                        plan.times > 1 ? ", and one more for each run" : ""));
  return {};
}

/// All ids that a baseline may list.
std::vector<std::string> judged_ids(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      if (scenario.observe.empty()) ids.push_back(scenario.id);
    }
  }
  for (const auto& rule : rule_infos()) ids.push_back(rule.id);
  for (auto& id : capability_result_ids()) ids.push_back(std::move(id));
  for (const auto id : {lost_connections_id, server_deaths_id}) ids.emplace_back(id);
  return ids;
}

Planned plan_gate(const Settings& settings, RunPlan& plan) {
  plan.gate.should_fails = settings.fail_on == "should";
  if (settings.write_baseline) {
    if (const auto writable = reports::check_writable(*settings.write_baseline); !writable) {
      return unexpected("--write-baseline: " + writable.error());
    }
  }
  if (!settings.baseline) return {};
  auto baseline = read_baseline(*settings.baseline);
  if (!baseline) return unexpected("--baseline: " + baseline.error());
  if (const auto wrong = unknown_id(*baseline, judged_ids(plan.catalogue))) {
    return unexpected("--baseline: " + *wrong);
  }
  plan.gate.baseline = *std::move(baseline);
  return {};
}

Planned plan_reports(const Settings& settings, RunPlan& plan) {
  auto credentials = credentials_of(settings);
  if (!credentials) return unexpected(credentials.error());
  plan.credentials = *std::move(credentials);
  auto paths = report_paths_of(settings);
  if (!paths) return unexpected(paths.error());
  plan.paths = *std::move(paths);
  return {};
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string flags_of_run(const RunPlan& plan) {
  std::string text;
  if (plan.gate.shard.of > 1) {
    text += fmt::format("shard {} of {}\n", plan.gate.shard.index, plan.gate.shard.of);
  }
  if (plan.times > 1) text += fmt::format("repeated {} times\n", plan.times);
  if (!plan.gate.baseline.entries.empty()) {
    text += fmt::format("{} in {}\n", counted(plan.gate.baseline.entries.size(), "known failure"),
                        plan.gate.baseline.path);
  }
  return text;
}

std::string suite_table(const RunPlan& plan, bool verbose) {
  std::vector<std::pair<std::string, std::vector<std::string>>> suites;
  for (const auto* scenario : plan.selected.scenarios) {
    auto suite = std::find_if(suites.begin(), suites.end(),
                              [&](const auto& one) { return one.first == scenario->suite; });
    if (suite == suites.end()) suite = suites.insert(suites.end(), {scenario->suite, {}});
    suite->second.push_back(scenario->id);
  }
  if (!plan.selected.rules.empty()) suites.emplace_back("judge", plan.selected.rules);
  std::string text;
  for (const auto& [id, ids] : suites) {
    text += fmt::format("  {:<24}{:>5}\n", id, ids.size());
    if (!verbose) continue;
    for (const auto& one : ids) text += fmt::format("    {}\n", one);
  }
  return text;
}

}  // namespace

Expected<std::size_t, std::string> memory_of(const Settings& settings) {
  if (!settings.memory) return limits::memory_bytes;
  const auto size = parse_size(*settings.memory);
  if (!size) return unexpected("--memory: " + size.error());
  if (*size < limits::min_memory_bytes) {
    return unexpected(
        fmt::format("--memory: conform needs at least {}M", limits::min_memory_bytes >> 20U));
  }
  return *size;
}

std::string target_name(const Settings& settings) {
  if (settings.sim) return "the simulation";
  const std::string url = settings.target.value_or("");
  if (!settings.server) return url.empty() ? "the built-in server" : url;
  return url.empty() ? *settings.server : fmt::format("{} ({})", url, *settings.server);
}

Expected<RunPlan, std::string> plan_run(const Settings& settings) {
  constexpr Planned (*steps[])(const Settings&, RunPlan&) = {
      plan_options, plan_selection, plan_memory, plan_shard, plan_order, plan_gate, plan_reports};
  RunPlan plan;
  for (const auto step : steps) {
    if (const auto done = step(settings, plan); !done) return unexpected(done.error());
  }
  return plan;
}

std::string outline_of(const RunPlan& plan, const Settings& settings) {
  const auto& scenarios = plan.selected.scenarios;
  std::string text = fmt::format("would test {}: {} and {}\n", target_name(settings),
                                 counted(scenarios.size(), "scenario"),
                                 counted(plan.selected.rules.size(), "rule"));
  text += suite_table(plan, settings.verbose) + flags_of_run(plan);
  const auto longest = std::max_element(
      scenarios.begin(), scenarios.end(),
      [](const auto* a, const auto* b) { return planned_wait(*a) < planned_wait(*b); });
  if (longest != scenarios.end()) {
    text += fmt::format("longest planned wait: {}, in {}\n", to_string(planned_wait(**longest)),
                        (*longest)->id);
  }
  return text + "Nothing was sent.\n";
}

}  // namespace conform
