// A campaign told as events like any run, and its findings written down.
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

/// How a campaign ended, of whichever kind it was.
struct CampaignOutcome {
  std::vector<RuleRecord> rules;
  std::set<std::string> explained;  ///< rules that have findings to speak for them
  std::chrono::duration<double> took{};
  std::uint64_t operations = 0;
  std::optional<std::string> stopped_early;
  std::vector<std::string> notes;
};

class CampaignReport {
 public:
  /// `gate` says what is known and what fails the campaign. The settings must live as long as this.
  /// The catalogue has the requirements.
  CampaignReport(std::string folder, Reporting& reporting, GateOptions gate,
                 const Settings& settings, const Catalogue& catalogue);

  void begin(const std::string& target, const std::vector<Capability>& capabilities);

  /// Of any kind for which there are files to write.
  template <class Finding>
  void add(const Finding& finding) {
    add(result_of(finding), reports::write_finding(finding, folder_, reporting_.context()),
        finding.reduction.confirmed, finding.reduction.confirmations);
  }

  /// A failure that has no sequence to show it.
  void add_failure(Result result) { deliver(std::move(result)); }

  RunFinished end(const CampaignOutcome& outcome);

  /// Why a finding could not be written, if one could not.
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
  std::map<std::string, Harm> harms_;      ///< of breaking a requirement, by its id
  std::optional<reports::Replay> replay_;  ///< of the result that is being told
  RunFinished finished_;
  std::optional<std::string> problem_;
};

/// What --baseline and --fail-on ask for. The error is one sentence.
[[nodiscard]] Expected<GateOptions, std::string> campaign_gate(const Settings& settings);

/// Where findings go; made if it is missing. The error is one sentence.
[[nodiscard]] Expected<std::string, std::string> findings_folder(const Settings& settings);

/// The first number above those of the findings that are there.
[[nodiscard]] unsigned next_number(const std::string& folder);

}  // namespace conform
