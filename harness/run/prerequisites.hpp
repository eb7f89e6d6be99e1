// What failures rest on: a scenario that shows a capability to work at all, and failed. The
// failures of others that need the capability say the same once more, and are blocked by it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

class Prerequisites {
 public:
  /// Tells of each scenario that is going to be run.
  void expect(const Scenario& scenario);

  /// A scenario has its result. Gives back what can be told now: a failure that may rest on a
  /// scenario which is still to come is held back until then.
  [[nodiscard]] std::vector<Result> settle(Result result, const Scenario& scenario);

  /// What is still held back, as it is: to be asked for when no more will come.
  [[nodiscard]] std::vector<Result> rest();

 private:
  struct Held {
    Result result;
    std::vector<std::string> needs;
  };
  /// What shows one capability.
  struct Prerequisite {
    std::size_t outstanding = 0;
    std::string failed;  ///< the first that failed, by id
  };

  [[nodiscard]] bool is_open(const std::vector<std::string>& needs) const;
  [[nodiscard]] Result judged(Held held) const;

  std::map<std::string, Prerequisite, std::less<>> prerequisites_;  ///< by capability
  std::vector<Held> held_;
};

}  // namespace conform
