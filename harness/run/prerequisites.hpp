// What failures depend on: a failed scenario that shows whether a capability works at all. Failures
// of others that need the capability would only repeat it, and are reported as blocked by it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

class Prerequisites {
 public:
  /// Announces each scenario that is going to be run.
  void expect(const Scenario& scenario);

  /// A scenario has its result. Returns what can be reported now: a failure that may depend on a
  /// scenario still to come is held back until then.
  [[nodiscard]] std::vector<Result> settle(Result result, const Scenario& scenario);

  /// What is still held back, unchanged; for when no more results will come.
  [[nodiscard]] std::vector<Result> rest();

 private:
  struct Held {
    Result result;
    std::vector<std::string> needs;
  };
  /// The scenario that shows one capability.
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
