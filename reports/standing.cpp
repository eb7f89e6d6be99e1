#include "reports/standing.hpp"

#include <algorithm>

namespace conform::reports {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::broken:
      return "broken";
    case Standing::unfollowed:
      return "unfollowed";
    case Standing::proven:
      return "proven";
    case Standing::unsupported:
      return "unsupported";
    case Standing::unjudged:
      return "unjudged";
  }
  return "unjudged";
}

void Standings::add(const Finding& finding) {
  for (const auto& requirement : finding.requirements)
    seen_[requirement.id].insert(finding.verdict);
}

Standing Standings::of(const std::string& requirement) const {
  const auto found = seen_.find(requirement);
  if (found == seen_.end()) return Standing::unjudged;
  const auto& verdicts = found->second;
  if (std::any_of(verdicts.begin(), verdicts.end(), is_violation)) return Standing::broken;
  if (verdicts.contains(Verdict::warn)) return Standing::unfollowed;
  if (verdicts.contains(Verdict::pass)) return Standing::proven;
  return verdicts == std::set{Verdict::skip} ? Standing::unsupported : Standing::unjudged;
}

}  // namespace conform::reports
