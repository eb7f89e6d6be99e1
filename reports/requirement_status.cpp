#include "reports/requirement_status.hpp"

#include <algorithm>

namespace conform::reports {

std::string_view to_string(RequirementStatus status) {
  switch (status) {
    case RequirementStatus::broken:
      return "broken";
    case RequirementStatus::unfollowed:
      return "unfollowed";
    case RequirementStatus::proven:
      return "proven";
    case RequirementStatus::unsupported:
      return "unsupported";
    case RequirementStatus::unjudged:
      return "unjudged";
  }
  return "unjudged";
}

void RequirementStatuses::add(const Finding& finding) {
  for (const auto& requirement : finding.requirements)
    seen_[requirement.id].insert(finding.verdict);
}

RequirementStatus RequirementStatuses::of(const std::string& requirement) const {
  const auto found = seen_.find(requirement);
  if (found == seen_.end()) return RequirementStatus::unjudged;
  const auto& verdicts = found->second;
  if (std::any_of(verdicts.begin(), verdicts.end(), is_violation)) return RequirementStatus::broken;
  if (verdicts.contains(Verdict::warn)) return RequirementStatus::unfollowed;
  if (verdicts.contains(Verdict::pass)) return RequirementStatus::proven;
  return verdicts == std::set{Verdict::skip} ? RequirementStatus::unsupported
                                             : RequirementStatus::unjudged;
}

}  // namespace conform::reports
