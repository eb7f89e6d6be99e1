// How far the workers of a campaign are, together.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/campaign/features.hpp"
#include "fuzz/campaign/report_line.hpp"
#include "harness/judge/judge.hpp"

namespace conform::fuzz {

class WorkerProgress {
 public:
  explicit WorkerProgress(std::size_t workers) : latest_(workers) {}

  /// What is new in a report of a worker.
  struct News {
    bool executions = false;
    bool features = false;
  };
  News take(std::size_t worker, const Progress& progress);

  [[nodiscard]] std::uint64_t executions() const;
  [[nodiscard]] std::uint64_t operations() const;
  [[nodiscard]] std::uint64_t exchanges() const;
  [[nodiscard]] std::uint64_t features() const { return reached_.count(); }
  /// How often each rule was applied and violated, in the order of `rules`.
  [[nodiscard]] std::vector<RuleRecord> rule_records(const std::vector<RuleRecord>& rules) const;
  /// Why nothing can be concluded: no sequence had any effect. Nullopt if some had.
  [[nodiscard]] std::optional<std::string> nothing_worked() const;

 private:
  std::vector<Progress> latest_;  ///< of each worker
  std::bitset<max_features> reached_;
};

}  // namespace conform::fuzz
