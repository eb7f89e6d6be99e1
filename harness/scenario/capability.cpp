#include "harness/scenario/capability.hpp"

#include <array>

namespace conform {

std::span<const std::string_view> known_capabilities() {
  using namespace std::string_view_literals;
  static constexpr std::array names{
      "read"sv,          "append"sv,
      "delete"sv,        "close"sv,
      "json"sv,          "now"sv,
      "long-poll"sv,     "sse"sv,
      "ttl"sv,           "expires-at"sv,
      "stream-seq"sv,    "producers"sv,
      "forks"sv,         "fork-sub-offset"sv,
      "subscriptions"sv, "webhooks"sv,
      "pull-wake"sv,     "retention"sv,
      "raw"sv,           "http2"sv,
  };
  return names;
}

}  // namespace conform
