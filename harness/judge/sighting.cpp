#include "harness/judge/sighting.hpp"

#include <fmt/format.h>

#include "harness/http/media_type.hpp"
#include "harness/judge/quote.hpp"

namespace conform {

bool Sighting::has_whole_body() const {
  return exchange.outcome == Outcome::complete &&
         !exchange.response.headers.contains("Content-Encoding");
}

bool Sighting::after_close() const {
  const Incarnation* found = stream();
  return found != nullptr && found->closed && *found->closed < sent;
}

bool Sighting::answers_json() const {
  return http::is_json(header("Content-Type").value_or(""));
}

bool is_no_sentinel(std::string_view offset) {
  return offset != "-1" && offset != "now";
}

std::vector<std::string_view> offsets_in(const Sighting& seen) {
  std::vector<std::string_view> offsets;
  const bool tells_offset = seen.success() || seen.status() == 409;
  if (const auto next = seen.header("Stream-Next-Offset"); next && tells_offset) {
    offsets.emplace_back(*next);
  }
  for (const auto& control : seen.controls) {
    if (control && control->next_offset) offsets.emplace_back(*control->next_offset);
  }
  if (seen.is(Method::get) && is_no_sentinel(seen.asked.offset)) {
    std::erase(offsets, seen.asked.offset);
  }
  return offsets;
}

std::string shown(const Sighting& seen, std::string_view name) {
  const auto value = seen.exchange.response.headers.combined(name);
  return value ? fmt::format("{}: {}", name, quote(*value)) : fmt::format("no {}", name);
}

}  // namespace conform
