#include "harness/judge/reading.hpp"

#include "harness/http/ascii.hpp"

namespace conform {
namespace {

bool is_true(const Exchange& exchange, std::string_view header) {
  const auto value = exchange.response.headers.find(header);
  return value && http::equals_ignoring_case(*value, "true");
}

}  // namespace

std::optional<std::string_view> next_offset(const Exchange& exchange) {
  return exchange.response.headers.find("Stream-Next-Offset");
}

bool is_at_end(const Exchange& exchange) {
  return is_true(exchange, "Stream-Up-To-Date") || is_true(exchange, "Stream-Closed");
}

bool mentions_closure(const Exchange& exchange) {
  return exchange.response.headers.contains("Stream-Closed");
}

bool has_encoded_events(const Exchange& exchange) {
  const auto encoding = exchange.response.headers.find("Stream-SSE-Data-Encoding");
  return encoding && http::equals_ignoring_case(*encoding, "base64");
}

}  // namespace conform
