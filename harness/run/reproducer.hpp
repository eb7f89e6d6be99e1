// Shell commands that reproduce a failure in any POSIX shell: a curl command for each request that
// led to it, on a new stream each time. Values that later requests repeat from earlier responses,
// such as offsets, are taken from the responses.
#pragma once

#include <deque>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/run/held_body.hpp"

namespace conform {

/// What the exchanges themselves do not show.
struct ReproducerHints {
  HeldBodies held{};          ///< by label
  bool exact_delays = false;  ///< the failure depends on milliseconds
};

/// The commands for these exchanges in the order in which they were sent, without credentials; of
/// many, the first and the last. Live reads run in the background and end by themselves.
[[nodiscard]] std::string curl_lines(const std::deque<Exchange>& exchanges,
                                     const ReproducerHints& hints = {});

}  // namespace conform
