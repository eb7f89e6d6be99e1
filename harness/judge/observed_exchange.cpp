#include "harness/judge/observed_exchange.hpp"

#include <fmt/format.h>

#include "harness/http/media_type.hpp"
#include "harness/judge/quote.hpp"

namespace conform {

bool ObservedExchange::has_whole_body() const {
  return exchange.outcome == Outcome::complete &&
         !exchange.response.headers.contains("Content-Encoding");
}

bool ObservedExchange::is_in_form() const {
  if (!is(Method::get) || status() != 200) return true;
  const auto type = header("Content-Type");
  // If it is missing, another rule reports that.
  if (request.mode == ReadMode::sse) {
    // An event that a client injected through the data does not come from the server.
    return !history.holds_event_fields() &&
           (!type || http::same_media_type(*type, "text/event-stream"));
  }
  if (exchange.outcome != Outcome::complete) return false;
  const StreamLifetime* found = stream();
  return !type || found == nullptr || found->type.empty() ||
         http::same_media_type(*type, found->type);
}

bool ObservedExchange::after_close() const {
  const StreamLifetime* found = stream();
  return found != nullptr && found->closed && *found->closed < sent;
}

bool ObservedExchange::answers_json() const {
  return http::is_json(header("Content-Type").value_or(""));
}

bool is_not_sentinel(std::string_view offset) {
  return offset != "-1" && offset != "now";
}

std::vector<std::string_view> offsets_in(const ObservedExchange& seen) {
  std::vector<std::string_view> offsets;
  const bool gives_offset = seen.success() || seen.status() == 409;
  if (const auto next = seen.header("Stream-Next-Offset"); next && gives_offset) {
    offsets.emplace_back(*next);
  }
  for (const auto& control : seen.controls) {
    if (control && control->next_offset) offsets.emplace_back(*control->next_offset);
  }
  if (seen.is(Method::get) && is_not_sentinel(seen.request.offset)) {
    std::erase(offsets, seen.request.offset);
  }
  return offsets;
}

std::string shown(const ObservedExchange& seen, std::string_view name) {
  const auto value = seen.exchange.response.headers.combined(name);
  return value ? fmt::format("{}: {}", name, quote(*value)) : fmt::format("no {}", name);
}

}  // namespace conform
