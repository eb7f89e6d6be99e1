// Shell lines that show an accusation again: one curl command for each request that led to it.
#pragma once

#include <deque>
#include <string>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// One command, without credentials.
[[nodiscard]] std::string curl_line(const Exchange& exchange);
/// The commands for these exchanges in order, at most a dozen; live reads go to the background.
[[nodiscard]] std::string curl_lines(const std::deque<Exchange>& exchanges);

}  // namespace conform
