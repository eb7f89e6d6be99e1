// A piece of a stream, as shown by the response to a read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/judge/content.hpp"

namespace conform {

/// Data from a known position on, and the offset given out for the position after it.
struct Piece {
  std::size_t start = 0;
  Content data;
  std::optional<std::string> next_offset;
  bool agrees = true;        ///< with what is known of the stream
  bool claims_tail = false;  ///< says that there is no more yet, or contained no data
  bool claims_end = false;   ///< a control event says that there will never be more
  /// Over SSE: where it should have ended, if only spaces at the start of lines are missing (R40).
  std::optional<std::size_t> lost_spaces_before{};
  /// The position of the offset that was given for its end, if data before that is missing.
  std::optional<std::size_t> lost_before{};

  [[nodiscard]] std::size_t end() const { return start + data.size(); }
};

}  // namespace conform
