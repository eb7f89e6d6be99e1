// What a response says to a reader: where to go on, and whether there is more (5.6 to 5.8).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// Headers whose values later requests repeat: offsets, tags, cursors.
inline constexpr std::array<std::string_view, 3> repeated_headers{"Stream-Next-Offset", "ETag",
                                                                  "Stream-Cursor"};

/// The offset from which to read on; nullopt if the response gives none.
[[nodiscard]] std::optional<std::string_view> next_offset(const Exchange& exchange);

/// Whether the response says that nothing follows: the reader has all of the stream, or it is
/// closed.
[[nodiscard]] bool is_at_end(const Exchange& exchange);

/// Whether the response has a Stream-Closed, whatever its value.
[[nodiscard]] bool mentions_closure(const Exchange& exchange);

/// Whether the data of its events is base64.
[[nodiscard]] bool has_encoded_events(const Exchange& exchange);

}  // namespace conform
