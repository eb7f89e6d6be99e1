// What a campaign leaves of a finding: a scenario to replay, its transcript, and shell lines.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/campaign/finding.hpp"
#include "fuzz/malformed/finding.hpp"
#include "harness/http/expected.hpp"
#include "reports/finding.hpp"

namespace conform::reports {

struct FindingFiles {
  std::string scenario;    ///< path of the .toml
  std::string transcript;  ///< of the .txt
  std::string shell;       ///< of the .sh
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

/// What the files of a folder say of the findings in it: under which id each cause is known. Files
/// that say nothing of the kind are passed over.
[[nodiscard]] std::map<fuzz::Cause, std::string> known_causes(const std::string& folder);

/// What a finding's file says to those who replay it.
struct ReplayNotes {
  std::optional<fuzz::Cause> cause;  ///< none in files that a person wrote
  unsigned plays = 1;                ///< that have to go by without it before it counts as fixed
};
[[nodiscard]] ReplayNotes replay_notes(std::string_view text);

}  // namespace conform::reports
