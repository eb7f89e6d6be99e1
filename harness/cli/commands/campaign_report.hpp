// Reports a campaign as events, like any other run, and writes its findings to files.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/gate/gate.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/loader.hpp"
#include "reports/saved/finding_files.hpp"

namespace conform {

/// The outcome of a campaign of any kind.
struct CampaignOutcome {
  std::vector<RuleRecord> rules;
  std::set<std::string> explained;  ///< rules that are reported through their findings
  std::chrono::duration<double> took{};
  std::uint64_t operations = 0;
  std::optional<std::string> stopped_early;
  std::vector<std::string> notes;
};

class CampaignReport {
 public:
  /// `gate` holds the known failures and what fails the campaign. The settings must outlive this.
  /// The catalogue contains the requirements.
  CampaignReport(std::string folder, Reporting& reporting, GateOptions gate,
                 const Settings& settings, const Catalogue& catalogue);

  void begin(const std::string& target, const std::vector<Capability>& capabilities);

  /// A finding of any kind that has files to write.
  template <class Finding>
  void add(const Finding& finding) {
    add(result_of(finding), reports::write_finding(finding, folder_, reporting_.context()),
        finding.reduction.confirmed, finding.reduction.confirmations);
  }

  /// A failure without a sequence that reproduces it.
  void add_failure(Result result) { deliver(std::move(result)); }

  RunFinished end(const CampaignOutcome& outcome);

  /// Why a finding could not be written, if so.
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  void add(Result result, const Expected<reports::FindingFiles, std::string>& files,
           unsigned confirmed, unsigned confirmations);
  void deliver(Result result, std::optional<reports::Replay> replay = std::nullopt);
  void pass_on(const Event& event);

  std::string folder_;
  Reporting& reporting_;
  Gate gate_;
  const Settings& settings_;
  std::map<std::string, Harm> harms_;      ///< of violating a requirement, by its id
  std::optional<reports::Replay> replay_;  ///< of the result being reported
  RunFinished finished_;
  std::optional<std::string> problem_;
};

/// The gate set up by --baseline and --fail-on. The error is one sentence.
[[nodiscard]] Expected<GateOptions, std::string> campaign_gate(const Settings& settings);

/// The folder for findings, created if missing. The error is one sentence.
[[nodiscard]] Expected<std::string, std::string> findings_folder(const Settings& settings);

/// One more than the highest number of the existing findings.
[[nodiscard]] unsigned next_number(const std::string& folder);

}  // namespace conform
