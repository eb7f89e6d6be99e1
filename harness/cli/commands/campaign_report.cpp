#include "harness/cli/commands/campaign_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "harness/cli/options/command_line.hpp"
#include "harness/http/clock.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/transport/own_lack.hpp"
#include "reports/text/clean.hpp"

namespace conform {
namespace {

/// Rules as the campaign saw them; rules with findings are reported through those instead.
std::vector<Result> rules_without_findings(const CampaignOutcome& outcome) {
  auto records = outcome.rules;
  std::erase_if(records, [&](const RuleRecord& record) {
    return outcome.explained.contains(record.info.id);
  });
  for (auto& record : records) {
    if (record.violated == 0) continue;
    record.violations.push_back(
        {record.info.id,
         record.info.requirement,
         0,
         {record.info.title, "a sequence that broke it once, and never again"}});
  }
  auto results = rule_results(records, {});
  for (auto& result : results) {
    if (result.verdict == Verdict::fail || result.verdict == Verdict::warn) {
      result.verdict = Verdict::inconclusive;
    }
  }
  return results;
}

}  // namespace

CampaignReport::CampaignReport(std::string folder, Reporting& reporting, GateOptions gate,
                               const Settings& settings, const Catalogue& catalogue)
    : folder_(std::move(folder)),
      reporting_(reporting),
      gate_(std::move(gate), [this](const Event& event) { pass_on(event); }),
      settings_(settings) {
  for (const auto& requirement : catalogue.requirements) {
    harms_.emplace(requirement.id, requirement.harm);
  }
}

void CampaignReport::begin(const std::string& target, const std::vector<Capability>& capabilities) {
  gate_.on(RunStarted{target, "fuzz", clock::now(), capabilities, 0});
}

void CampaignReport::add(Result result, const Expected<reports::FindingFiles, std::string>& files,
                         unsigned confirmed, unsigned confirmations) {
  if (!files) {
    problem_ = files.error();
    return deliver(std::move(result));
  }
  auto replay = settings_;
  replay.file = files->scenario;
  result.why = "Replay it with: " + command_line("replay", replay);
  deliver(
      std::move(result),
      reports::Replay{reports::clean_line(files->scenario), reports::clean_line(files->transcript),
                      reports::clean_line(files->shell), confirmed, confirmations});
}

RunFinished CampaignReport::end(const CampaignOutcome& outcome) {
  for (const auto& result : rules_without_findings(outcome)) deliver(result);
  finished_.at = clock::now();
  finished_.took = std::chrono::duration_cast<Duration>(outcome.took);
  finished_.exchanges = outcome.operations;
  finished_.stopped_early = outcome.stopped_early;
  finished_.notes = outcome.notes;
  finished_.conclusion = conclusion_of(finished_);
  gate_.on(finished_);
  return finished_;
}

void CampaignReport::deliver(Result result, std::optional<reports::Replay> replay) {
  ++finished_.summary[result.verdict];
  for (const auto& requirement : result.requirements) {
    const auto harm = harms_.find(requirement);
    if (harm != harms_.end()) result.harm = std::max(result.harm, harm->second);
  }
  replay_ = std::move(replay);
  gate_.on(ResultReached{std::move(result)});
}

void CampaignReport::pass_on(const Event& event) {
  if (const auto* reached = std::get_if<ResultReached>(&event)) {
    auto finding = reports::finding(reached->result, reporting_.context());
    finding.replay = replay_;
    return reporting_.on(reports::Entry(std::move(finding)));
  }
  if (const auto* finished = std::get_if<RunFinished>(&event)) finished_ = *finished;
  auto entry = reports::entry_of(event, reporting_.context());
  if (auto* opening = std::get_if<reports::Opening>(&entry)) opening->campaign = true;
  reporting_.on(entry);
}

Expected<GateOptions, std::string> campaign_gate(const Settings& settings) {
  GateOptions gate;
  // No campaign tries everything: what it did not find may still be there.
  gate.whole = false;
  gate.should_fails = settings.fail_on == "should";
  if (!settings.baseline) return gate;
  auto baseline = read_baseline(*settings.baseline);
  if (!baseline) return unexpected("--baseline: " + baseline.error());
  gate.baseline = *std::move(baseline);
  return gate;
}

Expected<std::string, std::string> findings_folder(const Settings& settings) {
  const auto folder = std::filesystem::path(settings.campaign_folder) / "findings";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return folder.string();
  errno = error.value();
  require_machine(fmt::format("cannot create {}", folder.string()));
  return unexpected(fmt::format("--dir: cannot create {}: {}", folder.string(), error.message()));
}

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

}  // namespace conform
