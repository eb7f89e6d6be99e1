#include "harness/run/kept_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exchange/without_content.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {

std::string beginning_of(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  return fmt::format("{}… {} bytes more", text.substr(0, bytes), text.size() - bytes);
}

std::string shortened_body(const std::string& body) {
  return beginning_of(body, limits::kept_body_bytes);
}

http::Headers shortened_headers(const http::Headers& headers) {
  http::Headers kept;
  std::size_t left = limits::kept_head_bytes;
  for (const auto& [name, value] : headers) {
    if (left == 0) break;
    kept.add(beginning_of(name, left), beginning_of(value, left));
    left -= std::min(left, name.size() + value.size());
  }
  return kept;
}

SeenEvent shortened_event(const SeenEvent& seen, std::size_t bytes) {
  return {{.type = beginning_of(seen.event.type, bytes),
           .data = beginning_of(seen.event.data, bytes),
           .id = beginning_of(seen.event.id, bytes),
           .lines = {}},
          seen.at};
}

/// The first ones and the last ones.
std::vector<SeenEvent> shortened_events(const std::vector<SeenEvent>& events) {
  const auto most = limits::kept_events;
  const bool all = events.size() <= most;
  const auto each = all ? limits::kept_body_bytes : limits::kept_body_bytes / 4;
  std::vector<SeenEvent> kept;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool is_left_out = !all && i >= most / 2 && i < events.size() - most / 2;
    if (!is_left_out) kept.push_back(shortened_event(events[i], each));
    if (!is_left_out || i != most / 2) continue;
    kept.push_back({{.type = "…",
                     .data = fmt::format("{} events more", events.size() - most),
                     .id = {},
                     .lines = {}},
                    events[i].at});
  }
  return kept;
}

std::size_t weight_of(const http::Headers& headers) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : headers) {
    bytes += sizeof(http::HeaderField) + name.size() + value.size();
  }
  return bytes;
}

}  // namespace

Exchange shortened(const Exchange& exchange) {
  Exchange kept = without_content(exchange);
  kept.request.body = shortened_body(exchange.request.body);
  kept.response.headers = shortened_headers(exchange.response.headers);
  kept.response.body = shortened_body(exchange.response.body);
  kept.events = shortened_events(exchange.events);
  return kept;
}

Exchange with_shortened_response(const Exchange& exchange) {
  Exchange kept = shortened(exchange);
  kept.request.body = exchange.request.body;
  return kept;
}

std::size_t weight_of(const Exchange& exchange) {
  std::size_t bytes = sizeof exchange + exchange.request.target.size() +
                      exchange.request.body.size() + exchange.response.body.size() +
                      weight_of(exchange.request.headers) + weight_of(exchange.response.headers);
  for (const auto& seen : exchange.events) {
    bytes += sizeof seen + seen.event.data.size();
    for (const auto& line : seen.event.lines) bytes += sizeof line + line.size();
  }
  return bytes;
}

}  // namespace conform
