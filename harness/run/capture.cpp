#include "harness/run/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace conform {
namespace {

using Captured = Expected<std::string, std::string>;

Captured capture_json(std::string_view text, const std::string& pointer, std::string_view where) {
  const auto value = nlohmann::json::parse(text, nullptr, false);
  const nlohmann::json::json_pointer path(pointer);
  if (value.is_discarded() || !value.contains(path)) {
    return unexpected(fmt::format("JSON with {} in {}, which later steps need", pointer, where));
  }
  const auto& found = value.at(path);
  return found.is_string() ? found.get<std::string>()
                           : found.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Captured capture_header(const std::string& name, const Exchange& exchange) {
  auto value = exchange.response.headers.combined(name);
  if (!value) return unexpected(fmt::format("a {} header, which later steps need", name));
  return *std::move(value);
}

/// The tag for weak comparison, with its quotes (RFC 9110 8.8.3).
Captured capture_tag(const Exchange& exchange) {
  auto value = capture_header("ETag", exchange);
  if (value && value->starts_with("W/")) value->erase(0, 2);
  return value;
}

Captured capture_event(const Save& save, const Exchange& exchange) {
  const auto last =
      std::find_if(exchange.events.rbegin(), exchange.events.rend(),
                   [&](const SeenEvent& seen) { return seen.event.type == save.name; });
  if (last == exchange.events.rend()) {
    return unexpected(fmt::format("an event '{}', which later steps need", save.name));
  }
  if (save.pointer.empty()) return last->event.data;
  return capture_json(last->event.data, save.pointer,
                      fmt::format("the last '{}' event", save.name));
}

}  // namespace

Captured capture(const Save& save, const Exchange& exchange) {
  switch (save.from) {
    case Save::From::status:
      return std::to_string(exchange.response.status);
    case Save::From::header:
      return capture_header(save.name, exchange);
    case Save::From::tag:
      return capture_tag(exchange);
    case Save::From::body:
      return exchange.response.body;
    case Save::From::length:
      return std::to_string(exchange.response.body.size());
    case Save::From::elapsed:
      return fmt::format("{:.1f} s", in_seconds(exchange.elapsed()));
    case Save::From::json:
      return capture_json(exchange.response.body, save.pointer, "the body");
    case Save::From::event:
      return capture_event(save, exchange);
  }
  return unexpected(std::string("a value of a known kind"));
}

}  // namespace conform
