// The files that a campaign writes for a finding: a scenario to replay, its transcript, and a shell
// script.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/campaign/finding.hpp"
#include "fuzz/malformed/finding.hpp"
#include "harness/http/expected.hpp"
#include "reports/finding.hpp"

namespace conform::reports {

struct FindingFiles {
  std::string scenario;    ///< path of the .toml file
  std::string transcript;  ///< path of the .txt file
  std::string shell;       ///< path of the .sh file
};

/// Writes them into the folder, named after the finding. The error is one sentence.
[[nodiscard]] Expected<FindingFiles, std::string> write_finding(const fuzz::Finding& finding,
                                                                const std::string& folder,
                                                                const Context& context);
[[nodiscard]] Expected<FindingFiles, std::string> write_finding(const malformed::Finding& finding,
                                                                const std::string& folder,
                                                                const Context& context);

/// The scenario file of a finding.
[[nodiscard]] std::string scenario_text(const fuzz::Finding& finding);
[[nodiscard]] std::string scenario_text(const malformed::Finding& finding);

/// The findings that earlier campaigns left in a folder.
struct KnownFindings {
  std::map<fuzz::Cause, std::string> ids;
  std::vector<std::string> unreadable;  ///< names of files that hold no scenario, in order
};
/// Scenarios without a cause, such as those written by hand, are ignored.
[[nodiscard]] KnownFindings known_findings(const std::string& folder);

/// The replay notes in a finding's file.
struct ReplayNotes {
  std::optional<fuzz::Cause> cause;  ///< none in files written by hand
  unsigned runs = 1;                 ///< without a failure, before it counts as fixed
};
[[nodiscard]] ReplayNotes replay_notes(std::string_view text);

}  // namespace conform::reports
