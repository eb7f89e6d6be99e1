// The status of a requirement after a run, from the results of all tests that cover it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "reports/finding.hpp"

namespace conform::reports {

enum class Standing {
  broken,       ///< a test failed
  unfollowed,   ///< a SHOULD that was not followed
  proven,       ///< a test passed, and none failed
  unsupported,  ///< every test was skipped
  unjudged,     ///< no test had a result, or there is none
};

[[nodiscard]] std::string_view to_string(Standing standing);

class Standings {
 public:
  void add(const Finding& finding);

  [[nodiscard]] Standing of(const std::string& requirement) const;

 private:
  std::map<std::string, std::set<Verdict>> seen_;
};

}  // namespace conform::reports
