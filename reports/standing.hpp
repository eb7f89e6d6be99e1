// How a requirement of the protocol stands after a run: the sum of what its witnesses saw.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "reports/finding.hpp"

namespace conform::reports {

enum class Standing {
  broken,       ///< a witness failed
  unfollowed,   ///< advice (a SHOULD) that a witness saw not followed
  proven,       ///< a witness passed, and none accuses
  unsupported,  ///< every witness was skipped
  unjudged,     ///< no witness came to a verdict, or there is none
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
