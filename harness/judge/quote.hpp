// Server bytes as evidence: printable, bounded, on one line.
#pragma once

#include <string>
#include <string_view>

namespace conform {

/// The text in double quotes. Control bytes and invalid UTF-8 are escaped. Of a longer text the
/// first `max_bytes` are kept and the rest is counted: "abc" and 97 more bytes.
[[nodiscard]] std::string quote(std::string_view text, std::size_t max_bytes = 120);

}  // namespace conform
