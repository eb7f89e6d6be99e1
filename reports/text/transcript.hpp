// An exchange as a person reads it, the same in every report:
//
//     #12, +31 ms
//     > POST http://localhost:4437/s/1
//     > Content-Type: text/plain
//     > "hello" (5 bytes)
//     < HTTP/1.1 204 No Content (3.1 ms)
//     < Stream-Next-Offset: 000005
//     < (no body)
//
// Lines that begin with "!" say how a response ended that did not end by itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "reports/secrets.hpp"

namespace conform::reports {

/// Clean, bounded lines. Times count from `since`, the moment when the first exchange that is shown
/// was sent.
[[nodiscard]] std::vector<std::string> transcript(const Exchange& exchange, Instant since,
                                                  const Secrets& secrets);

/// Whether it is the line of a header that every message has and that says nothing about the
/// protocol.
[[nodiscard]] bool is_dull_header(std::string_view line);

}  // namespace conform::reports
