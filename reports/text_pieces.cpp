#include "reports/text_pieces.hpp"

#include <algorithm>

namespace conform::reports {
namespace {

/// What stands where a text was cut off.
constexpr std::string_view cut_mark = "…";
/// Only in lines that may be a sentence, parts are quoted.
constexpr std::size_t longest_sentence = std::size_t{4} << 10U;

}  // namespace

std::vector<TextPiece> pieces_of(std::string_view text) {
  std::vector<TextPiece> pieces{{{0, text.size()}}};
  TextPiece piece{{0, 0}};
  bool is_short = false;
  std::size_t next_line = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (at >= next_line) {
      next_line = std::min(text.find('\n', at), text.size() - 1) + 1;
      is_short = next_line - at <= longest_sentence;
    }
    const bool is_cut = text.substr(at).starts_with(cut_mark);
    const bool is_quote = is_short && (text[at] == '"' || text[at] == '\'');
    if (!is_cut && !is_quote) {
      ++at;
      continue;
    }
    piece.range.end = at;
    piece.is_cut_after = is_cut;
    pieces.push_back(piece);
    at += is_cut ? cut_mark.size() : 1;
    piece = {{at, at}, is_cut};
  }
  piece.range.end = text.size();
  pieces.push_back(piece);
  return pieces;
}

std::size_t begin_of_half_escape(std::string_view text, const TextRange& piece) {
  constexpr std::size_t longest_escape = 10;
  const auto size = std::min(piece.end - piece.begin, longest_escape);
  const auto mark = text.substr(piece.end - size, size).find_last_of("%\\&=");
  return mark == std::string_view::npos ? piece.end : piece.end - size + mark;
}

}  // namespace conform::reports
