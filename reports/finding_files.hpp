// What a campaign leaves of a finding: a scenario to replay, its transcript, and shell lines.
#pragma once

#include <string>

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

/// Writes what a server was asked when it was lost, and gives the path. The error is one sentence.
[[nodiscard]] Expected<std::string, std::string> write_last_words(const Scenario& scenario,
                                                                  const std::string& folder);

/// The scenario file of a finding.
[[nodiscard]] std::string scenario_text(const fuzz::Finding& finding);
[[nodiscard]] std::string scenario_text(const malformed::Finding& finding);

}  // namespace conform::reports
