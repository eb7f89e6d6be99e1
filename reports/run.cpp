#include "reports/run.hpp"

#include "harness/run/blame.hpp"

namespace conform::reports {

void tell(const Run& run, const std::function<void(const Entry&)>& on) {
  on(run.opening);
  for (const auto& finding : run.findings) on(finding);
  for (const auto& behaviour : run.behaviours) on(behaviour);
  on(run.closing);
}

std::string likeliest_cause(const std::vector<Finding>& findings) {
  Blame blame;
  for (const auto& finding : findings) {
    if (is_known(finding)) continue;
    Result result;
    result.id = finding.id;
    result.verdict = finding.verdict;
    for (const auto& promise : finding.promises) result.requirements.push_back(promise.id);
    blame.add(result);
  }
  return blame.start_with();
}

}  // namespace conform::reports
