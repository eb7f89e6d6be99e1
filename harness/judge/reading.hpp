// What an answer to a read showed: pieces of the stream, each from a known position on.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/content.hpp"

namespace conform {

/// Data and the offset that was handed out for the position behind it.
struct Piece {
  std::size_t start = 0;
  Content data;
  std::optional<std::string> next_offset;
  bool claims_tail = false;  ///< says that there is no more, or came back empty-handed

  [[nodiscard]] std::size_t end() const { return start + data.size(); }
};

struct Reading {
  std::vector<Piece> pieces;
};

}  // namespace conform
