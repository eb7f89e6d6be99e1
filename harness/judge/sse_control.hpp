// The payload of an SSE control event (section 5.8).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// What of it could be read; a member of the wrong type counts as missing.
struct SseControl {
  std::optional<std::string> next_offset;
  std::optional<std::string> cursor;
  bool up_to_date = false;
  bool closed = false;
};

/// nullopt when the payload is no JSON object.
[[nodiscard]] std::optional<SseControl> sse_control(std::string_view payload);

}  // namespace conform
