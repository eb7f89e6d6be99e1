// What was expected of an answer, and what came instead.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/observation.hpp"

namespace conform {

/// Two offsets of one stream that should have been the same.
struct OffsetPair {
  std::string expected;
  std::string got;
};

struct Mismatch {
  std::string expected;  ///< what was promised, concretely
  std::string got;       ///< what came, quoted and bounded
  /// The answer came too late: excused when the harness itself was held up.
  bool about_time = false;
  Observation observation{};
  /// All that is wrong is the name of a position. A position may have several (R25), so whether it
  /// is another one only reading from both can tell.
  std::optional<OffsetPair> names{};
};

}  // namespace conform
