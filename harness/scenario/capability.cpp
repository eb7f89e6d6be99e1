#include "harness/scenario/capability.hpp"

#include <array>

namespace conform {

std::span<const std::string_view> known_capabilities() {
  using namespace std::string_view_literals;
  static constexpr std::array names{
      "append"sv, "delete"sv,        "close"sv,      "json"sv,       "long-poll"sv,
      "sse"sv,    "ttl"sv,           "expires-at"sv, "stream-seq"sv, "producers"sv,
      "forks"sv,  "subscriptions"sv, "retention"sv,  "raw"sv,        "http2"sv,
  };
  return names;
}

}  // namespace conform
