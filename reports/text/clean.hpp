// Makes untrusted text safe for terminals, XML and JSON. What a server sends may contain control
// bytes, terminal escapes or invalid UTF-8, and may be megabytes long.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conform::reports {

inline constexpr std::size_t max_line_chars = 500;
inline constexpr std::size_t max_text_chars = 4000;
inline constexpr std::size_t max_quote_chars = 240;
/// The maximum length of the truncation mark: text may exceed its limit by this much, so that it is
/// not truncated twice.
inline constexpr std::size_t cut_mark_chars = 40;

// All three return valid UTF-8 that any XML 1.0 document can contain, without invisible characters:
// control characters and invalid bytes are shown as "\n", "\x1b", and characters that hide or
// reorder others as "\u{202e}". Text longer than `max_chars` is truncated, with a mark.

/// One line.
[[nodiscard]] std::string clean_line(std::string_view bytes,
                                     std::size_t max_chars = max_line_chars);

/// Multiple lines: line feeds are kept.
[[nodiscard]] std::string clean_text(std::string_view bytes,
                                     std::size_t max_chars = max_text_chars);

/// Text in which every word of more than 300 bytes, such as a stream name, is shortened in the
/// middle: both ends help to identify it.
[[nodiscard]] std::string with_shortened_words(std::string_view text);

/// One line in quotation marks, as a literal from which the bytes can be recovered: backslashes are
/// doubled. Uses single quotes if that avoids escaping double ones, as in JSON. "…" follows the
/// quotation marks if the text was truncated.
[[nodiscard]] std::string quote(std::string_view bytes, std::size_t max_chars = max_quote_chars);

/// Clean text without commands to a CI system that parses its log: GitHub interprets lines that
/// begin with "::" and anything after "##[", others "##vso[" and "##teamcity[". One character of
/// each is shown as "\x3a" or "\x23".
[[nodiscard]] std::string without_commands(std::string_view text);

}  // namespace conform::reports
