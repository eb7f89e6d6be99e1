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
    mismatched,     ///< the step under test did not give the expected result
    blocked,        ///< a step before it did not
    refused,        ///< the server refused a request that it may refuse
    void_,          ///< this program was too late for a conclusion
    not_read,       ///< a response has more than this program reads, and the rest showed nothing
    no_connection,  ///< no response and no connection: the server may be down
    faulted,        ///< a bug in this program
  };
  Kind kind = Kind::passed;
  std::size_t step = 0;  ///< index of the step where it ended, from 0
  std::string expected{};
  std::string got{};
  std::string reason{};  ///< why an attempt is void, or what was refused or not read
  /// Number of the exchange whose response ended it, for Attempt::find; 0 for none. A 5xx or a
  /// dropped connection is a failure of that request, even if the step is only preparation.
  std::uint64_t exchange = 0;
  std::string observed{};     ///< what an observing scenario has found
  Observation observation{};  ///< what was wrong, if it was mismatched or blocked
};

}  // namespace conform
