// What a server may or may not support; a scenario that needs a missing capability is skipped.
#pragma once

#include <span>
#include <string_view>

namespace conform {

/// Every capability that a suite may need, in the order of suites/README.md.
[[nodiscard]] std::span<const std::string_view> known_capabilities();

/// What a server violates by accepting a request that uses the capability and ignoring it; empty
/// where that is harmless.
[[nodiscard]] std::string_view broken_where_ignored(std::string_view capability);

/// The headers that use it and nothing else; empty if it is not used through a header.
[[nodiscard]] std::span<const std::string_view> headers_of(std::string_view capability);

}  // namespace conform
