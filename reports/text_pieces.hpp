// Where a text may have been shortened, so that a part of a credential is left at the end of a
// piece.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "reports/decoded_text.hpp"

namespace conform::reports {

/// A piece of a text that may have been cut out of a longer one.
struct TextPiece {
  TextRange range;
  bool is_cut_before = false;  ///< certainly, as "…" says
  bool is_cut_after = false;
};

/// The pieces between quotation marks and "…", and the whole text. In long lines, where nobody has
/// quoted a part, only those at "…".
[[nodiscard]] std::vector<TextPiece> pieces_of(std::string_view text);

/// Where an escape, such as "%2" of "%2F", may have been cut off; the end of the piece if none was.
[[nodiscard]] std::size_t begin_of_half_escape(std::string_view text, const TextRange& piece);

}  // namespace conform::reports
