// Standard base64 (RFC 4648 section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform::http {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// CR and LF between the characters are ignored (section 5.8). Returns nullopt for any other
/// character outside the alphabet, a wrong length, or wrong padding.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace conform::http
