// Applies the judge's rules to all exchanges of a run, and keeps the evidence of violations.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/run/job.hpp"
#include "harness/run/rule_results.hpp"

namespace conform {

class RuleWatch {
 public:
  /// `common_query` is in the URL of every stream (Target::query).
  explicit RuleWatch(std::string common_query) { judge_.set_common_query(std::move(common_query)); }

  /// The server accepts the headers of these capabilities, and ignores them.
  void ignores(const std::vector<std::string>& capabilities) { judge_.ignores(capabilities); }

  void sent(const Exchange& exchange) { judge_.sent(exchange); }
  /// An exchange has ended; `job` sent it, null if none did. A violation of a rule that its
  /// scenario tests is noted in the job.
  void ended(const Exchange& exchange, Job* job);

  /// One for each of these rules, in the order of all rules.
  [[nodiscard]] std::vector<Result> results(const std::vector<std::string>& rules) const;

 private:
  Judge judge_;
  std::map<std::uint64_t, FailedExchange> failed_;  ///< by the number of the exchange
};

}  // namespace conform
