// How long a server may take, counted without the time in which this program itself was held up
// (stopped, starved of a core): what we lost is given to the server on top, within a bound.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "harness/http/instant.hpp"

namespace conform {

/// How long the sender was held up between two moments.
using HeldUp = std::function<Duration(Instant from, Instant to)>;

/// What a limit may grow by at most. Where more was lost, silence says nothing about the server.
[[nodiscard]] constexpr Duration most_extension(Duration limit) {
  return 3 * limit;
}

[[nodiscard]] constexpr Duration extended(Duration limit, Duration lost) {
  return limit + std::min(lost, most_extension(limit));
}

/// The limit of one wait.
struct TimeLimit {
  Instant from;
  Duration limit{};
  HeldUp held_up;  ///< may be empty

  /// When the wait ends instead, where it would be unfair to end it now.
  [[nodiscard]] std::optional<Instant> later_end(Instant now) const {
    const auto end = from + extended(limit, held_up ? held_up(from, now) : Duration::zero());
    return now < end ? std::optional(end) : std::nullopt;
  }
};

}  // namespace conform
