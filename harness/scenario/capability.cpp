#include "harness/scenario/capability.hpp"

#include <algorithm>
#include <array>

namespace conform {
namespace {

struct Definition {
  std::string_view name;
  std::string_view broken_where_ignored{};
  std::array<std::string_view, 3> headers{};
};

constexpr auto definitions = std::to_array<Definition>({
    {"read"},
    {"append"},
    {"delete"},
    {"close", "5.2/close-only-closes", {"Stream-Closed"}},
    {"json"},
    {"now", "8/now-empty-body"},
    {"long-poll"},
    {"sse"},
    {"ttl", {}, {"Stream-TTL"}},
    {"expires-at", {}, {"Stream-Expires-At"}},
    {"stream-seq", {}, {"Stream-Seq"}},
    {"producers",
     "5.2.1/duplicate-appends-nothing",
     {"Producer-Id", "Producer-Epoch", "Producer-Seq"}},
    {"forks", "4.2/inherited-then-own", {"Stream-Forked-From", "Stream-Fork-Offset"}},
    {"fork-sub-offset", "4.2/sub-offset-messages", {"Stream-Fork-Sub-Offset"}},
    {"subscriptions"},
    {"webhooks"},
    {"pull-wake"},
    {"retention"},
    {"raw"},
    {"http2"},
});

constexpr auto capability_names = [] {
  std::array<std::string_view, definitions.size()> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = definitions[i].name;
  return out;
}();

const Definition* find(std::string_view capability) {
  const auto* found = std::find_if(definitions.begin(), definitions.end(),
                                   [&](const Definition& one) { return one.name == capability; });
  return found == definitions.end() ? nullptr : found;
}

}  // namespace

std::span<const std::string_view> known_capabilities() {
  return capability_names;
}

std::string_view broken_where_ignored(std::string_view capability) {
  const auto* found = find(capability);
  return found == nullptr ? std::string_view() : found->broken_where_ignored;
}

std::span<const std::string_view> headers_of(std::string_view capability) {
  const auto* found = find(capability);
  if (found == nullptr) return {};
  const auto end = std::find(found->headers.begin(), found->headers.end(), std::string_view());
  return {found->headers.begin(), end};
}

}  // namespace conform
