// Makes a sequence of records shorter and its choices simpler, step by step, as long as it still
// fails. The caller decides what failing means and when to give up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <utility>
#include <vector>

namespace conform::fuzz {

/// Each step returns whether it has simplified anything.
template <class Record, class Field>
class Minimizer {
 public:
  using Sequence = std::vector<Record>;
  /// Tries a candidate; if it still fails, `best` must be that candidate afterwards.
  using StillFails = std::function<bool(const Sequence&)>;
  using Exhausted = std::function<bool()>;

  /// `best` must outlive it.
  Minimizer(const Sequence& best, StillFails still_fails, Exhausted exhausted)
      : best_(best), still_fails_(std::move(still_fails)), exhausted_(std::move(exhausted)) {}

  /// Drops records: many at once, then fewer, then one. One is always kept.
  bool drop_records() {
    bool better = false;
    for (auto length = std::max<std::size_t>(best_.size() / 2, 1); length > 0; length /= 2) {
      for (std::size_t at = 0;
           at + length <= best_.size() && length < best_.size() && !exhausted_();) {
        auto shorter = best_;
        const auto from = shorter.begin() + static_cast<std::ptrdiff_t>(at);
        shorter.erase(from, from + static_cast<std::ptrdiff_t>(length));
        if (still_fails_(shorter)) {
          better = true;
        } else {
          ++at;
        }
      }
    }
    return better;
  }

  /// Makes the simplest choice, 0, for each field from `first` on.
  bool plain_choices(Field first) {
    bool better = false;
    for (std::size_t at = 0; at < best_.size(); ++at) {
      for (auto i = static_cast<std::size_t>(first); i < Record::size && !exhausted_(); ++i) {
        const auto field = static_cast<Field>(i);
        if (best_[at][field] != 0) better = try_choice(at, field, 0) || better;
      }
    }
    return better;
  }

  /// Makes numbers smaller: a quarter, half, three less, one less.
  bool small_choices(std::initializer_list<Field> numbers) {
    bool better = false;
    for (std::size_t at = 0; at < best_.size(); ++at) {
      for (const auto field : numbers) {
        const auto now = best_[at][field];
        for (const auto smaller :
             {now / 4, now / 2, now - std::min<std::size_t>(now, 3), now - 1}) {
          if (smaller == 0 || smaller >= now || exhausted_()) continue;
          if (!try_choice(at, field, smaller)) continue;
          better = true;
          break;
        }
      }
    }
    return better;
  }

 private:
  bool try_choice(std::size_t at, Field field, std::size_t choice) {
    auto plainer = best_;
    plainer[at].set(field, choice);
    return still_fails_(plainer);
  }

  const Sequence& best_;
  StillFails still_fails_;
  Exhausted exhausted_;
};

}  // namespace conform::fuzz
