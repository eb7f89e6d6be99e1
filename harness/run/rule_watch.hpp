// The judge's rules over all exchanges of a run, with the evidence of what broke one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/run/job.hpp"
#include "harness/run/rule_results.hpp"

namespace conform {

class RuleWatch {
 public:
  /// The server accepts the headers of these capabilities, and they have no effect.
  void ignores(const std::vector<std::string>& capabilities) { judge_.ignores(capabilities); }

  void sent(const Exchange& exchange) { judge_.sent(exchange); }
  /// An exchange has ended; `job` sent it, null where none did. A rule that its scenario keeps is
  /// noted there as broken.
  void ended(const Exchange& exchange, Job* job);

  /// One for each of these rules, in the order of all rules.
  [[nodiscard]] std::vector<Result> results(const std::vector<std::string>& rules) const;

 private:
  Judge judge_;
  std::map<std::uint64_t, FailedExchange> accused_;  ///< by the number of the exchange
};

}  // namespace conform
