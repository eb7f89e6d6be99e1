#include "harness/cli/campaign_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "harness/run/rule_results.hpp"
#include "reports/clean.hpp"

namespace conform {
namespace {

/// Rules as the campaign saw them; what has findings speaks through these.
std::vector<Result> rules_without_findings(const CampaignOutcome& outcome) {
  auto records = outcome.rules;
  std::erase_if(records, [&](const RuleRecord& record) {
    return outcome.explained.contains(record.info.id);
  });
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

}  // namespace

void CampaignReport::begin(const std::string& target, const std::vector<Capability>& capabilities) {
  auto entry = reports::entry_of(
      RunStarted{target, "fuzz", std::chrono::system_clock::now(), capabilities, 0},
      reporting_.context());
  std::get<reports::Opening>(entry).campaign = true;
  reporting_.on(entry);
}

void CampaignReport::add(Result result, const Expected<reports::FindingFiles, std::string>& files,
                         unsigned confirmed, unsigned confirmations) {
  if (!files) {
    problem_ = files.error();
    return deliver(result);
  }
  result.why = "Replay it with: conform replay " + files->scenario;
  deliver(result, reports::Replay{reports::clean_line(files->scenario),
                                  reports::clean_line(files->transcript),
                                  reports::clean_line(files->shell), confirmed, confirmations});
}

RunFinished CampaignReport::end(const CampaignOutcome& outcome) {
  for (const auto& result : rules_without_findings(outcome)) deliver(result);
  finished_.at = std::chrono::system_clock::now();
  finished_.took = std::chrono::duration_cast<Duration>(outcome.took);
  finished_.exchanges = outcome.operations;
  finished_.stopped_early = outcome.stopped_early;
  set_ranking(finished_, root_causes_);
  finished_.notes.push_back(outcome.note);
  finished_.conclusion = conclusion_of(finished_);
  reporting_.on(finished_);
  return finished_;
}

void CampaignReport::deliver(const Result& result, const std::optional<reports::Replay>& replay) {
  ++finished_.summary[result.verdict];
  root_causes_.add(result);
  auto finding = reports::finding(result, reporting_.context());
  finding.replay = replay;
  reporting_.on(reports::Entry(std::move(finding)));
}

Expected<std::string, std::string> findings_folder(const FuzzSettings& settings) {
  const auto folder = std::filesystem::path(settings.folder) / "findings";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return folder.string();
  return unexpected(fmt::format("--dir: {} cannot be made: {}", folder.string(), error.message()));
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
