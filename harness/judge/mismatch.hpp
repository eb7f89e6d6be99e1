// What was expected of an answer, and what was received instead.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/observation.hpp"

namespace conform {

/// Two offsets of one stream that should have been equal.
struct OffsetPair {
  std::string expected;
  std::string got;
};

struct Mismatch {
  std::string expected;  ///< what was required, with concrete values
  std::string got;       ///< what was received, quoted and truncated
  /// The answer came too late: excused if conform itself did not run at the time.
  bool about_time = false;
  Observation observation{};
  /// Only the offset differs. A position may have several offsets (R25), so only reading from both
  /// can show whether they are the same position.
  std::optional<OffsetPair> offsets{};
};

}  // namespace conform
