// The payload of an SSE control event (section 5.8).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// The members that could be read; a member of the wrong type counts as missing.
struct SseControl {
  std::optional<std::string> next_offset;
  std::optional<std::string> cursor;
  bool up_to_date = false;
  bool closed = false;
};

/// nullopt if the payload is not a JSON object.
[[nodiscard]] std::optional<SseControl> sse_control(std::string_view payload);

/// For each event of an exchange, its payload if it is a control event.
using SseControls = std::vector<std::optional<SseControl>>;
[[nodiscard]] SseControls sse_controls(const std::vector<SeenEvent>& events);

}  // namespace conform
