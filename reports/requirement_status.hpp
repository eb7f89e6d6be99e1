// The status of a requirement after a run, from the results of all tests that cover it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "reports/finding.hpp"

namespace conform::reports {

enum class RequirementStatus {
  broken,       ///< a test failed
  unfollowed,   ///< a SHOULD that was not followed
  proven,       ///< a test passed, and none failed
  unsupported,  ///< every test was skipped
  unjudged,     ///< no test had a result, or there is none
};

[[nodiscard]] std::string_view to_string(RequirementStatus status);

class RequirementStatuses {
 public:
  void add(const Finding& finding);

  [[nodiscard]] RequirementStatus of(const std::string& requirement) const;

 private:
  std::map<std::string, std::set<Verdict>> seen_;
};

}  // namespace conform::reports
