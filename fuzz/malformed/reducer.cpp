#include "fuzz/malformed/reducer.hpp"

#include <chrono>

#include "fuzz/sequence/minimizer.hpp"

namespace conform::malformed {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned confirmations = 5;

class Reducer {
 public:
  Reducer(Player& player, const std::string& rule, const ReductionBounds& bounds)
      : player_(player),
        rule_(rule),
        should_stop_(bounds.should_stop),
        plays_left_(bounds.most_plays),
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(bounds.most_time)),
        minimizer_(
            best_.sequence, [this](const Sequence& candidate) { return still_breaks(candidate); },
            [this] { return exhausted(); }) {}

  Reduction reduce(Sequence sequence, Played seen) {
    best_.sequence = std::move(sequence);
    best_.played = std::move(seen);
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
    return should_stop() || plays_left_ == 0 || Clock::now() >= deadline_ ||
           best_.played.server_down;
  }

  /// Keeps the candidate if it breaks the rule too.
  bool still_breaks(const Sequence& candidate) {
    if (plays_left_ > 0) --plays_left_;
    auto played = player_.play(candidate);
    if (played.violation_of(rule_).violation == nullptr) return false;
    best_.sequence = candidate;
    best_.played = std::move(played);
    return true;
  }

  void confirm() {
    for (unsigned i = 0; i < confirmations && !best_.played.server_down && !should_stop(); ++i) {
      auto played = player_.play(best_.sequence);
      // An execution that was stopped proves nothing.
      if (played.cut_short) return;
      ++best_.confirmations;
      if (played.violation_of(rule_).violation == nullptr) continue;
      ++best_.confirmed;
      best_.played = std::move(played);
    }
  }

  Player& player_;
  const std::string& rule_;
  const std::function<bool()>& should_stop_;
  std::uint64_t plays_left_;
  Clock::time_point deadline_;
  Reduction best_;
  fuzz::Minimizer<Act, Field> minimizer_;
};

}  // namespace

Reduction reduce(Player& player, Sequence sequence, Played seen, const std::string& rule,
                 const ReductionBounds& bounds) {
  return Reducer(player, rule, bounds).reduce(std::move(sequence), std::move(seen));
}

}  // namespace conform::malformed
