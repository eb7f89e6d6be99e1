#include "harness/prove/proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>

#include "harness/prove/trial_run.hpp"
#include "harness/run/reference_target.hpp"

namespace conform {
namespace {

using Clock = std::chrono::steady_clock;

/// A race condition in the server does not show in every run.
constexpr int max_tries_over_http = 3;

std::string_view without_case(std::string_view id) {
  return id.substr(0, id.find('['));
}

server::Rules rules_with(const defects::Defect& defect) {
  auto rules = repeatable_rules();
  defect.patch(rules);
  return rules;
}

Trial trial_of(const defects::Defect& defect, TrialResults found) {
  Trial trial{.defect = defect,
              .killers = {},
              .blocked = found.blocked,
              .first = found.start_with,
              .first_message = {},
              .first_cites = {},
              .unusable = found.unusable,
              .faults = std::move(found.faults)};
  for (const auto& result : found.failures) {
    trial.killers.push_back(result.id);
    if (result.verdict == Verdict::fail) trial.failed.push_back(result.id);
    if (result.id != found.start_with) continue;
    trial.first_message = result.message;
    trial.first_cites = result.requirements;
  }
  return trial;
}

std::string_view section_of(std::string_view requirement) {
  return requirement.substr(0, requirement.find('/'));
}

/// Scenarios that were run on every defect and never failed. Rules are not included: journals in
/// their tests show that they can fail.
std::vector<std::string> idle_of(const Selected& selected, const std::vector<Trial>& trials,
                                 const std::set<std::string>& skipped) {
  std::set<std::string_view> busy;
  for (const auto& trial : trials) {
    for (const auto& id : trial.killers) busy.insert(without_case(id));
  }
  std::set<std::string> idle;
  for (const auto* scenario : selected.scenarios) {
    const std::string id(base_id(*scenario));
    // What the protocol leaves open fails on no server.
    const bool excused = scenario->is_slow || !scenario->idle.empty() ||
                         !scenario->observe.empty() || scenario->level == Level::may;
    if (!excused && !busy.contains(id) && !skipped.contains(id)) idle.insert(id);
  }
  return {idle.begin(), idle.end()};
}

Selected without_slow(Selected selected) {
  std::erase_if(selected.scenarios, [](const Scenario* scenario) { return scenario->is_slow; });
  return selected;
}

/// The scenarios that a simulated run skips, because it has no raw connections.
Selected on_raw_connections(Selected selected) {
  std::erase_if(selected.scenarios, [](const Scenario* scenario) {
    const auto& needs = scenario->needs;
    return std::find(needs.begin(), needs.end(), "raw") == needs.end();
  });
  return selected;
}

/// Slow scenarios, some of them with megabytes of data, take much of the time of a run: they are
/// for what nothing else shows.
TrialResults results_with(const defects::Defect& defect, const Selected& selected) {
  const auto quick = without_slow(selected);
  if (defect.only_on_raw_connections) {
    return run_over_http(rules_with(defect), on_raw_connections(quick));
  }
  auto found = run_simulated(rules_with(defect), quick);
  return found.failures.empty() ? run_simulated(rules_with(defect), selected) : found;
}

}  // namespace

bool Trial::cites_right_requirement() const {
  return std::any_of(first_cites.begin(), first_cites.end(), [&](const std::string& cited) {
    const auto is_cited = [&](std::string_view broken) {
      return section_of(cited) == section_of(broken);
    };
    return is_cited(defect.requirement) ||
           std::any_of(defect.also.begin(), defect.also.end(), is_cited);
  });
}

std::size_t Proof::killed() const {
  return static_cast<std::size_t>(
      std::count_if(trials.begin(), trials.end(), [](const Trial& one) { return one.killed(); }));
}

std::size_t Proof::with_right_requirement() const {
  return static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), [](const Trial& one) {
    return one.cites_right_requirement();
  }));
}

std::vector<const Trial*> Proof::survivors() const {
  std::vector<const Trial*> survivors;
  for (const auto& trial : trials) {
    if (!trial.killed()) survivors.push_back(&trial);
  }
  return survivors;
}

Proof prove(const Selected& selected, const std::vector<defects::Defect>& defects,
            const std::function<void(std::size_t done)>& on_trial) {
  const auto began = Clock::now();
  Proof proof;
  const TrialResults clean = run_simulated(repeatable_rules(), selected);
  for (const auto& result : clean.failures) proof.false_failures.push_back(result.id);
  proof.faults = clean.faults;
  proof.trials.resize(defects.size());
  std::mutex reporting;
  std::size_t done = 0;
  on_all_cores(defects.size(), [&](std::size_t i) {
    proof.trials[i] = trial_of(defects[i], results_with(defects[i], selected));
    const std::lock_guard lock(reporting);
    on_trial(++done);
  });
  for (const auto& trial : proof.trials) {
    for (const auto& id : trial.faults) {
      proof.faults.push_back(fmt::format("{} with {}", id, trial.defect.id));
    }
  }
  proof.idle = idle_of(selected, proof.trials, clean.skipped);
  proof.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  return proof;
}

bool Agreement::agree() const {
  return simulated.killed() && over_http.killed() &&
         simulated.cites_right_requirement() == over_http.cites_right_requirement();
}

std::vector<Agreement> compare_over_http(const Selected& selected,
                                         const std::vector<defects::Defect>& defects) {
  std::vector<Agreement> agreements;
  for (const auto& defect : defects) {
    const auto over_http = [&] {
      return trial_of(defect, run_over_http(rules_with(defect), selected));
    };
    Agreement agreement{trial_of(defect, run_simulated(rules_with(defect), selected)), over_http()};
    for (int i = 1; i < max_tries_over_http && !agreement.agree(); ++i) {
      agreement.over_http = over_http();
    }
    agreements.push_back(std::move(agreement));
  }
  return agreements;
}

}  // namespace conform
