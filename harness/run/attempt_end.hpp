// How an attempt at a scenario ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/judge/observation.hpp"

namespace conform {

struct AttemptEnd {
  enum class Kind {
    passed,
    departed,       ///< the step under test did not bring what was expected
    blocked,        ///< a step before it did not
    void_,          ///< we were too late to know
    no_connection,  ///< no answer and no connection: the server may be gone
    faulted,        ///< a fault of this program
  };
  Kind kind = Kind::passed;
  std::size_t step = 0;  ///< from 0, where it ended
  std::string expected{};
  std::string got{};
  std::string reason{};  ///< why an attempt is void
  /// Number of the exchange whose answer ended it, 0 for none: Attempt::find has it. A 5xx or a
  /// dropped connection is a failure of that request, whatever its step only prepares.
  std::uint64_t exchange = 0;
  std::string observed{};     ///< what a scenario that observes has to tell
  Observation observation{};  ///< what was wrong, of one that departed or was blocked
};

}  // namespace conform
