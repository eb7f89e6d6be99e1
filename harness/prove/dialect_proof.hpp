// Whether the suites accept correct servers: runs them against random dialects, which no test may
// fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// A run against one dialect.
struct DialectTrial {
  std::uint64_t seed = 0;
  std::string decisions;            ///< "offsets=hexadecimal,location=path"
  std::vector<Result> failures;     ///< and warnings, unless a decision ignores a SHOULD
  std::vector<std::string> faults;  ///< errors in conform itself
  std::size_t blocked = 0;          ///< tests that need what the dialect refuses
  std::string unusable;             ///< why the server could not be tested at all

  [[nodiscard]] bool accepted() const {
    return failures.empty() && faults.empty() && unusable.empty();
  }
};

/// Seeds 1 to `count`, on virtual clocks, with one thread per core. `on_trial` is called as `prove`
/// calls it.
[[nodiscard]] std::vector<DialectTrial> try_dialects(
    const Selected& selected, std::size_t count,
    const std::function<void(std::size_t done)>& on_trial);

}  // namespace conform
