// An exchange in readable form, the same in every report:
//
//     #12, +31 ms
//     > POST http://localhost:4437/s/1
//     > Content-Type: text/plain
//     > "hello" (5 bytes)
//     < HTTP/1.1 204 No Content (3.1 ms)
//     < Stream-Next-Offset: 000005
//     < (no body)
//
// Lines beginning with "!" say how a response was cut off.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "reports/secrets.hpp"

namespace conform::reports {

/// Clean, bounded lines. Times are relative to `since`, when the first exchange shown was sent.
[[nodiscard]] std::vector<std::string> transcript(const Exchange& exchange, Instant since,
                                                  const Secrets& secrets);

/// Whether it is the line of a header that all messages have and that is irrelevant to the
/// protocol.
[[nodiscard]] bool is_boilerplate_header(std::string_view line);

}  // namespace conform::reports
