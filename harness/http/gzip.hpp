// The content coding gzip (RFC 9110 8.4.1.3, RFC 1952).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"

namespace conform::http {

[[nodiscard]] std::string gzip(std::string_view content);

/// What `coded` decodes to, which must be one complete member of at most `max_bytes` of content.
/// The error says what is wrong with it.
[[nodiscard]] Expected<std::string, std::string> gunzip(std::string_view coded,
                                                        std::size_t max_bytes);

}  // namespace conform::http
