#include "fuzz/puzzles/puzzle.hpp"

#include <stdexcept>

#include "fuzz/campaign/campaign.hpp"
#include "fuzz/campaign/simulated_runner.hpp"
#include "fuzz/puzzles/temporary_folder.hpp"
#include "harness/run/reference_target.hpp"

namespace conform::fuzz {

std::optional<Solution> solve(const defects::Defect& defect, std::uint32_t seed,
                              std::uint64_t max_executions, bool feedback) {
  auto rules = repeatable_rules();
  defect.patch(rules);
  const TemporaryFolder folder;
  CampaignOptions options;
  options.seed = seed;
  options.max_executions = max_executions;
  options.max_findings = 1;
  options.feedback = feedback;
  options.folder = folder.path();
  std::optional<Solution> solution;
  Campaign campaign(options, simulated_runner(rules, "puzzle"));
  campaign.on_finding = [&](const Finding& finding) {
    solution = Solution{finding.after, finding.reduction.sequence, finding.rule.id};
  };
  const auto end = campaign.run();
  if (!end) throw std::runtime_error(end.error());
  // A campaign that finds it with its first sequence may not have seen any request succeed.
  if (!solution && end->stopped_early) throw std::runtime_error(*end->stopped_early);
  return solution;
}

}  // namespace conform::fuzz
