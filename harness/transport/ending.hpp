// How a transmission ended, as reports show it.
#pragma once

#include <cstdint>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/instant.hpp"

namespace conform {

struct Ending {
  Outcome outcome = Outcome::complete;
  std::string problem;  ///< one sentence; empty if the outcome is complete
};

/// How much of a response has arrived.
struct Progress {
  bool any_byte = false;
  bool head_complete = false;
  std::uint64_t body_bytes = 0;  ///< after decoding
};

/// "5.0 s", "250 ms".
[[nodiscard]] std::string in_words(Duration duration);
/// "1 byte", "120 bytes".
[[nodiscard]] std::string bytes_in_words(std::uint64_t count);

[[nodiscard]] Ending timed_out(const Progress& progress, Duration limit);
[[nodiscard]] Ending body_too_large(std::uint64_t limit);
[[nodiscard]] Ending head_too_large(std::uint64_t limit);

}  // namespace conform
