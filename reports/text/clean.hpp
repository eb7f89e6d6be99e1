// Text that somebody else chose, made fit for terminals, XML and JSON. What a server sends may hold
// control bytes, terminal escapes, broken UTF-8, and may be megabytes long.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conform::reports {

inline constexpr std::size_t max_line_chars = 500;
inline constexpr std::size_t max_text_chars = 4000;
inline constexpr std::size_t max_quote_chars = 240;
/// What the mark of a cut takes at most: text that was cut once is left alone with so much more.
inline constexpr std::size_t cut_mark_chars = 40;

// All three give valid UTF-8 that every XML 1.0 document can hold, in which nothing is invisible:
// control characters and broken bytes are shown as "\n", "\x1b", and characters that hide or
// reorder others as "\u{202e}". What is longer than `max_chars` is cut, with a mark.

/// One line.
[[nodiscard]] std::string clean_line(std::string_view bytes,
                                     std::size_t max_chars = max_line_chars);

/// Lines: line feeds stay.
[[nodiscard]] std::string clean_text(std::string_view bytes,
                                     std::size_t max_chars = max_text_chars);

/// Text in which every word of more than 300 bytes, such as the name of a stream, is cut in the
/// middle: its ends tell it from others.
[[nodiscard]] std::string with_short_words(std::string_view text);

/// One line in quotation marks, as a literal from which the bytes could be told: a backslash in it
/// is doubled. Single quotes when that saves escaping double ones, as in JSON. "…" stands behind
/// the quotation marks when something was cut.
[[nodiscard]] std::string quote(std::string_view bytes, std::size_t max_chars = max_quote_chars);

/// Clean text in which nothing is a command to a CI system that reads its log: GitHub obeys lines
/// that begin with "::" and whatever follows "##[", others "##vso[" and "##teamcity[". One
/// character of each is shown as "\x3a" or "\x23".
[[nodiscard]] std::string without_commands(std::string_view text);

}  // namespace conform::reports
