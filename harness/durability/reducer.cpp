#include "harness/durability/reducer.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/sequence/minimizer.hpp"

namespace conform::durability {
namespace {

using Clock = std::chrono::steady_clock;
using fuzz::Minimizer;

constexpr unsigned confirmations = 2;
/// A start that takes longer, and many times as long as others, counts as a failed one while a
/// history is made smaller.
constexpr std::chrono::milliseconds longest_start = std::chrono::seconds(3);
constexpr int longer_than_others = 4;
/// Executions take long if the server does not start.
constexpr int longer_for_starts = 2;

class Reducer {
 public:
  Reducer(History history, Execution execution, Check check, const ServerOptions& options,
          const ReductionLimits& limits)
      : best_(std::move(history)),
        execution_(std::move(execution)),
        check_(check),
        options_(options),
        limits_(limits) {
    ready_limit_ = options_.ready_limit;
    note_starts(execution_);
    options_.log.clear();
    if (check_ == Check::ready) limits_.time *= longer_for_starts;
  }

  Reduction reduce() {
    auto shorter = best_;
    shorter.resize(std::min(shorter.size(), execution_.violation_of(check_)->operation + 1));
    if (shorter.size() < best_.size()) static_cast<void>(still_fails(shorter));
    Minimizer<Operation, int> minimizer(
        best_, [this](const History& candidate) { return still_fails(candidate); },
        [this] { return is_exhausted(); });
    while (minimizer.drop_records() && !is_exhausted()) {
    }
    for (std::size_t i = 0; i < best_.size(); ++i) simplify_stop(i);
    return confirmed();
  }

 private:
  void note_starts(const Execution& execution) {
    slowest_start_ = std::max(slowest_start_, execution.longest_start);
    options_.ready_limit =
        std::min(ready_limit_, std::max(longest_start, longer_than_others * slowest_start_));
  }

  /// Executes it again, with the whole time for each start.
  Reduction confirmed() {
    options_.ready_limit = ready_limit_;
    const unsigned executions = check_ == Check::ready ? 1 : confirmations;
    Reduction reduction{best_, std::move(execution_), 0, executions};
    for (unsigned i = 0; i < executions; ++i) {
      auto execution = durability::execute(best_, options_);
      if (!shows(execution)) continue;
      ++reduction.confirmed;
      reduction.execution = std::move(execution);
    }
    return reduction;
  }

  [[nodiscard]] bool is_exhausted() const {
    const bool stopped = options_.should_stop && options_.should_stop();
    return stopped || executions_ >= limits_.executions || Clock::now() - began_ > limits_.time;
  }

  [[nodiscard]] bool shows(const Execution& execution) const {
    return execution.violation_of(check_) != nullptr;
  }

  bool still_fails(const History& candidate) {
    if (is_exhausted()) return false;
    ++executions_;
    auto execution = durability::execute(candidate, options_);
    note_starts(execution);
    if (!shows(execution)) return false;
    best_ = candidate;
    execution_ = std::move(execution);
    return true;
  }

  void simplify_stop(std::size_t place) {
    if (best_[place].kind != Operation::Kind::stop) return;
    const auto without = [&](auto change) {
      auto candidate = best_;
      change(candidate[place]);
      static_cast<void>(still_fails(candidate));
    };
    if (!best_[place].load.empty()) without([](Operation& stop) { stop.load.clear(); });
    if (best_[place].kills_at_start > 0) without([](Operation& stop) { stop.kills_at_start = 0; });
    for (std::size_t i = 0; i < best_[place].load.size() && !is_exhausted();) {
      const auto before = best_[place].load.size();
      without([&](Operation& stop) {
        stop.load.erase(stop.load.begin() + static_cast<std::ptrdiff_t>(i));
      });
      if (best_[place].load.size() == before) ++i;
    }
  }

  History best_;
  Execution execution_;
  Check check_;
  ServerOptions options_;
  ReductionLimits limits_;
  std::chrono::milliseconds ready_limit_{};
  std::chrono::milliseconds slowest_start_{};
  unsigned executions_ = 0;
  Clock::time_point began_ = Clock::now();
};

}  // namespace

Reduction reduce(const History& history, Execution execution, Check check,
                 const ServerOptions& options, const ReductionLimits& limits) {
  return Reducer(history, std::move(execution), check, options, limits).reduce();
}

}  // namespace conform::durability
