// Bytes of a scenario as readable text.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// In double quotes, with control characters escaped, and shortened if it is long.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "\"first\"", "JSON {\"a\":1}", "4096 random bytes (seed 1)"
[[nodiscard]] std::string body_words(const Body& body);

}  // namespace conform
