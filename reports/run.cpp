#include "reports/run.hpp"

#include "harness/run/root_causes.hpp"

namespace conform::reports {

void emit(const Run& run, const std::function<void(const Entry&)>& on) {
  on(run.opening);
  for (const auto& finding : run.findings) on(finding);
  for (const auto& behaviour : run.behaviours) on(behaviour);
  on(run.closing);
}

void set_ranking(Closing& closing, const std::vector<Finding>& findings) {
  RootCauses causes;
  for (const auto& finding : findings) {
    if (is_known(finding)) continue;
    Result result;
    result.id = finding.id;
    result.verdict = finding.verdict;
    result.level = finding.level;
    result.harm = finding.harm;
    result.message = finding.message;
    result.observations = finding.observations;
    for (const auto& requirement : finding.requirements)
      result.requirements.push_back(requirement.id);
    result.place = finding.place;
    if (finding.has_evidence) {
      const std::vector<Exchange> exchanges(finding.exchanges.size());
      result.evidence = Evidence{finding.expected, finding.got, exchanges, {}};
    }
    causes.add(result);
  }
  closing.root_causes = causes.ranked();
  closing.start_with = start_with(closing.root_causes);
}

}  // namespace conform::reports
