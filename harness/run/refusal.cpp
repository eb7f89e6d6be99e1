#include "harness/run/refusal.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace conform {
namespace {

constexpr auto busy = std::to_array({408, 429, 503});
/// Longer than any server means, and than any limit of ours.
constexpr std::chrono::seconds longest = std::chrono::hours(24);

}  // namespace

bool is_refusal(const Exchange& exchange) {
  const int status = exchange.response.status;
  if (exchange.request.method == "RAW" && status == 408) return false;
  return std::find(busy.begin(), busy.end(), status) != busy.end();
}

std::optional<Duration> parse_retry_after(std::string_view value, Instant now) {
  std::uint64_t seconds = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, seconds);
  if (error == std::errc() && stop == end) {
    return std::chrono::seconds(std::min<std::uint64_t>(seconds, longest.count()));
  }
  const auto date = curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  // In seconds, since a date may be later than an Instant can say.
  const std::chrono::sys_seconds then{std::chrono::seconds(date)};
  const auto wait = then - std::chrono::floor<std::chrono::seconds>(now);
  return std::clamp(wait, std::chrono::seconds::zero(), longest);
}

std::optional<Duration> retry_after(const http::Headers& headers, Instant now) {
  const auto value = headers.find("Retry-After");
  return value ? parse_retry_after(*value, now) : std::nullopt;
}

}  // namespace conform
