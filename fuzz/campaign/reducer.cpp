#include "fuzz/campaign/reducer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace conform::fuzz {
namespace {

constexpr unsigned confirmations = 5;

class Reducer {
 public:
  Reducer(Arena& arena, const std::string& rule, std::uint64_t most_plays)
      : arena_(arena), rule_(rule), most_plays_(most_plays) {}

  Reduction reduce(Sequence sequence) {
    best_.sequence = std::move(sequence);
    still_breaks(best_.sequence);
    cut_after_the_breach();
    for (bool better = true; better && !exhausted();) {
      better = drop_operations();
      better = plain_acts() || better;
      better = join_streams() || better;
      better = plain_choices() || better;
      better = small_choices() || better;
    }
    confirm();
    return std::move(best_);
  }

 private:
  [[nodiscard]] bool exhausted() const { return best_.plays >= most_plays_; }

  /// Keeps the candidate when it breaks the rule too.
  bool still_breaks(const Sequence& candidate) {
    ++best_.plays;
    auto played = arena_.play(candidate);
    if (played.breaks(rule_) == 0) return false;
    best_.sequence = candidate;
    best_.played = std::move(played);
    return true;
  }

  void cut_after_the_breach() {
    const auto breach = best_.played.breaks(rule_);
    if (breach == 0 || breach >= best_.sequence.size()) return;
    auto shorter = best_.sequence;
    shorter.resize(breach);
    still_breaks(shorter);
  }

  bool drop_operations() {
    bool better = false;
    for (auto length = std::max<std::size_t>(best_.sequence.size() / 2, 1); length > 0;
         length /= 2) {
      for (std::size_t at = 0; at + length <= best_.sequence.size() && !exhausted();) {
        auto shorter = best_.sequence;
        const auto from = shorter.begin() + static_cast<std::ptrdiff_t>(at);
        shorter.erase(from, from + static_cast<std::ptrdiff_t>(length));
        if (still_breaks(shorter)) {
          better = true;
        } else {
          ++at;
        }
      }
    }
    return better;
  }

  /// What a live read shows, a plain one may show as well; so may a stream that is no fork.
  bool plain_acts() {
    bool better = false;
    for (std::size_t at = 0; at < best_.sequence.size() && !exhausted(); ++at) {
      const auto act = best_.sequence[at].act();
      if (act == Act::long_poll || act == Act::sse) better = try_act(at, Act::read) || better;
      if (act == Act::fork) better = try_act(at, Act::create) || better;
    }
    return better;
  }

  bool try_act(std::size_t at, Act act) {
    auto plainer = best_.sequence;
    plainer[at].set(Field::act, static_cast<std::size_t>(act));
    plainer[at] = normal(plainer[at]);
    return still_breaks(plainer);
  }

  /// What happens on two streams may as well happen on one, and by one client.
  bool join_streams() {
    bool better = false;
    for (const auto field : {Field::stream, Field::client}) {
      for (std::size_t from = 1; from < choices(field) && !exhausted(); ++from) {
        auto joined = best_.sequence;
        for (auto& operation : joined) {
          if (operation[field] == from) operation.set(field, 0);
        }
        if (joined != best_.sequence) better = still_breaks(joined) || better;
      }
    }
    return better;
  }

  bool plain_choices() {
    bool better = false;
    for (std::size_t at = 0; at < best_.sequence.size(); ++at) {
      for (std::size_t i = 1; i < fields && !exhausted(); ++i) {
        const auto field = static_cast<Field>(i);
        if (best_.sequence[at][field] == 0) continue;
        better = try_choice(at, field, 0) || better;
      }
    }
    return better;
  }

  bool small_choices() {
    bool better = false;
    for (std::size_t at = 0; at < best_.sequence.size(); ++at) {
      for (const auto field : {Field::size, Field::seed, Field::pick, Field::lifetime, Field::order,
                               Field::condition}) {
        const auto now = best_.sequence[at][field];
        for (const auto smaller : {now / 4, now / 2, now - std::min<std::size_t>(now, 3)}) {
          if (smaller == 0 || smaller >= now || exhausted()) continue;
          if (!try_choice(at, field, smaller)) continue;
          better = true;
          break;
        }
      }
    }
    return better;
  }

  bool try_choice(std::size_t at, Field field, std::size_t choice) {
    auto plainer = best_.sequence;
    plainer[at].set(field, choice);
    return still_breaks(plainer);
  }

  void confirm() {
    for (unsigned i = 0; i < confirmations; ++i) {
      ++best_.plays;
      ++best_.confirmations;
      auto played = arena_.play(best_.sequence);
      if (played.breaks(rule_) == 0) continue;
      ++best_.confirmed;
      best_.played = std::move(played);
    }
  }

  Arena& arena_;
  const std::string& rule_;
  std::uint64_t most_plays_;
  Reduction best_;
};

}  // namespace

Reduction reduce(Arena& arena, Sequence sequence, const std::string& rule,
                 std::uint64_t most_plays) {
  return Reducer(arena, rule, most_plays).reduce(std::move(sequence));
}

}  // namespace conform::fuzz
