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

std::string shown(const Sighting& seen, std::string_view name) {
  const auto value = seen.exchange.response.headers.combined(name);
  return value ? fmt::format("{}: {}", name, quote(*value)) : fmt::format("no {}", name);
}

}  // namespace conform
