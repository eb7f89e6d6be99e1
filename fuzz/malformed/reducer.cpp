#include "fuzz/malformed/reducer.hpp"

#include <chrono>

#include "fuzz/sequence/minimizer.hpp"

namespace conform::malformed {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned confirmations = 5;

class Reducer {
 public:
  Reducer(Executor& executor, const std::string& rule, const ReductionBounds& bounds)
      : executor_(executor),
        rule_(rule),
        should_stop_(bounds.should_stop),
        executions_left_(bounds.max_executions),
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(bounds.max_time)),
        minimizer_(
            best_.sequence, [this](const Sequence& candidate) { return still_breaks(candidate); },
            [this] { return exhausted(); }) {}

  Reduction reduce(Sequence sequence, Execution seen) {
    best_.sequence = std::move(sequence);
    best_.execution = std::move(seen);
    if (!should_stop()) still_breaks(best_.sequence);
    for (bool better = true; better && !exhausted();) {
      better = minimizer_.drop_records();
      better = minimizer_.plain_choices(Field::front) || better;
      better = minimizer_.small_choices({Field::size, Field::cut, Field::body}) || better;
    }
    confirm();
    return std::move(best_);
  }

 private:
  [[nodiscard]] bool should_stop() const { return should_stop_ && should_stop_(); }
  [[nodiscard]] bool exhausted() const {
    return should_stop() || executions_left_ == 0 || Clock::now() >= deadline_ ||
           best_.execution.server_down;
  }

  /// Keeps the candidate if it breaks the rule too.
  bool still_breaks(const Sequence& candidate) {
    if (executions_left_ > 0) --executions_left_;
    auto execution = executor_.execute(candidate);
    if (execution.violation_of(rule_).violation == nullptr) return false;
    best_.sequence = candidate;
    best_.execution = std::move(execution);
    return true;
  }

  void confirm() {
    for (unsigned i = 0; i < confirmations && !best_.execution.server_down && !should_stop(); ++i) {
      auto execution = executor_.execute(best_.sequence);
      // An execution that was stopped proves nothing.
      if (execution.cut_short) return;
      ++best_.confirmations;
      if (execution.violation_of(rule_).violation == nullptr) continue;
      ++best_.confirmed;
      best_.execution = std::move(execution);
    }
  }

  Executor& executor_;
  const std::string& rule_;
  const std::function<bool()>& should_stop_;
  std::uint64_t executions_left_;
  Clock::time_point deadline_;
  Reduction best_;
  fuzz::Minimizer<Act, Field> minimizer_;
};

}  // namespace

Reduction reduce(Executor& executor, Sequence sequence, Execution seen, const std::string& rule,
                 const ReductionBounds& bounds) {
  return Reducer(executor, rule, bounds).reduce(std::move(sequence), std::move(seen));
}

}  // namespace conform::malformed
