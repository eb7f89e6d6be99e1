// Shell lines that show a failure again in any POSIX shell: a curl command for each request that
// led to it, on a new stream each time they are run. What later requests repeat of earlier answers,
// such as offsets, is taken from the answers.
#pragma once

#include <deque>
#include <string>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// The commands for these exchanges in the order in which they were sent, without credentials; of
/// many, the first and the last. Live reads go to the background and end by themselves.
[[nodiscard]] std::string curl_lines(const std::deque<Exchange>& exchanges);

}  // namespace conform
