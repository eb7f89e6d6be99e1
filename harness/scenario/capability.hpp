// What a target may or may not be able to do; a scenario that needs what it lacks is skipped.
#pragma once

#include <span>
#include <string_view>

namespace conform {

/// Every capability that a suite may need, in the order of suites/README.md.
[[nodiscard]] std::span<const std::string_view> known_capabilities();

/// What a server breaks that accepts a request for it and leaves out what was asked; empty where
/// that does no harm.
[[nodiscard]] std::string_view broken_where_ignored(std::string_view capability);

/// The headers that ask for it and for nothing else; empty for what is not asked for by a header.
[[nodiscard]] std::span<const std::string_view> headers_of(std::string_view capability);

}  // namespace conform
