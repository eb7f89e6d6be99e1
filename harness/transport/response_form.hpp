// What RFC 9112 forbids servers to send in the framing of a response. HTTP clients let some of it
// pass, others reject it or find another end of the response.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// The size of the head at the beginning of `text`, with the empty line that ends it; nullopt if
/// that line has not arrived. Lines that end in LF alone count too.
[[nodiscard]] std::optional<std::size_t> head_size(std::string_view text);

// Each of these returns what is wrong, in a sentence that quotes it; nullopt if nothing is.

/// `text` begins with a status line, of which a part may be missing.
[[nodiscard]] std::optional<std::string> status_line_error(std::string_view text);
/// Of a complete head whose status line is valid.
[[nodiscard]] std::optional<std::string> head_error(std::string_view head);
/// `text` begins with the line before the data of a chunk.
[[nodiscard]] std::optional<std::string> chunk_size_error(std::string_view text);

}  // namespace conform
