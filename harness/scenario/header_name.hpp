// Names of header fields as suites may write them.
#pragma once

#include <string_view>

namespace conform {

/// A token of RFC 9110 5.6.2: names are no templates.
[[nodiscard]] bool is_header_name(std::string_view text);

}  // namespace conform
