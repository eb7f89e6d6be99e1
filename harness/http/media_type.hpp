// Media types (RFC 9110 8.3.1). The protocol compares them ignoring case and parameters (R13).
#pragma once

#include <string>
#include <string_view>

namespace conform::http {

/// "Text/Plain; charset=utf-8" gives "text/plain".
[[nodiscard]] std::string media_type_essence(std::string_view content_type);
/// Whether the text is a media type at all: a type and a subtype.
[[nodiscard]] bool is_media_type(std::string_view content_type);
[[nodiscard]] bool same_media_type(std::string_view a, std::string_view b);
/// application/json, the only type with message boundaries (section 9.1).
[[nodiscard]] bool is_json(std::string_view content_type);
/// Types whose SSE data events carry text unencoded: text/* and application/json (section 5.8).
[[nodiscard]] bool is_text_over_sse(std::string_view content_type);

}  // namespace conform::http
