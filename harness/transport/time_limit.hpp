// How long a server may take, not counting time in which this program itself did not run (stopped,
// or starved of CPU): the limit is extended by that time, up to a maximum.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "harness/http/instant.hpp"

namespace conform {

/// How long the sender did not run between two times.
using HeldUp = std::function<Duration(Instant from, Instant to)>;

/// The most a limit may be extended by. If more time was lost, silence says nothing about the
/// server.
[[nodiscard]] constexpr Duration max_extension(Duration limit) {
  return 3 * limit;
}

[[nodiscard]] constexpr Duration extended(Duration limit, Duration lost) {
  return limit + std::min(lost, max_extension(limit));
}

/// The time limit of one wait.
struct TimeLimit {
  Instant from;
  Duration limit{};
  HeldUp held_up;  ///< may be empty

  /// When the wait should end instead, if time was lost to the sender; nullopt if it may end now.
  [[nodiscard]] std::optional<Instant> later_end(Instant now) const {
    const auto end = from + extended(limit, held_up ? held_up(from, now) : Duration::zero());
    return now < end ? std::optional(end) : std::nullopt;
  }
};

}  // namespace conform
