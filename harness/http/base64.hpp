// Standard base64 (RFC 4648 section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform::http {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// CR and LF between the characters are passed over (section 5.8); anything else that is not
/// base64, a wrong length or wrong padding gives nullopt.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace conform::http
