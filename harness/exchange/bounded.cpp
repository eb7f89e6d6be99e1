#include "harness/exchange/bounded.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/exchange/without_content.hpp"

namespace conform {
namespace {

std::size_t size_of(const SeenEvent& seen) {
  std::size_t bytes = 64 + seen.event.data.size() + seen.event.id.size() + seen.event.type.size();
  for (const auto& line : seen.event.lines) bytes += line.size() + 4;
  return bytes;
}

std::vector<SeenEvent> first_events(const std::vector<SeenEvent>& events, std::size_t bytes) {
  std::vector<SeenEvent> first;
  for (const auto& seen : events) {
    if (size_of(seen) > bytes) break;
    bytes -= size_of(seen);
    first.push_back(seen);
  }
  return first;
}

/// Ends before a character of UTF-8 that would be cut in two.
std::string beginning_of(const std::string& body, std::size_t bytes) {
  if (body.size() <= bytes) return body;
  constexpr std::size_t longest = 4;
  auto end = bytes;
  const auto is_within = [&] { return (static_cast<unsigned char>(body[end]) & 0xC0U) == 0x80U; };
  while (end > 0 && bytes - end < longest && is_within()) --end;
  return body.substr(0, is_within() ? bytes : end);
}

}  // namespace

BoundedExchange bounded(const Exchange& exchange, std::size_t bytes) {
  const auto& request = exchange.request;
  const auto& response = exchange.response;
  Exchange copy = without_content(exchange);
  copy.request.body = beginning_of(request.body, bytes);
  copy.response.headers = response.headers;
  copy.response.body = beginning_of(response.body, bytes);
  copy.events = first_events(exchange.events, bytes);
  const Cut cut{request.body.size() - copy.request.body.size(),
                response.body.size() - copy.response.body.size(),
                exchange.events.size() - copy.events.size()};
  return {std::move(copy), cut};
}

nlohmann::ordered_json cut_json(const Cut& cut) {
  auto value = nlohmann::ordered_json::object();
  if (cut.request_bytes > 0) value["request_bytes"] = cut.request_bytes;
  if (cut.response_bytes > 0) value["response_bytes"] = cut.response_bytes;
  if (cut.events > 0) value["events"] = cut.events;
  return value;
}

/// Whether it was sent or came whole is not known any more.
void read_cut(Exchange& exchange, const nlohmann::json& value) {
  const auto cut = value.find("cut");
  if (cut == value.end()) return;
  exchange.outcome = Outcome::too_large;
  exchange.problem = "the file has only the beginning of it";
  // The rest may hold names of fields of an event stream, which the judge looks for.
  if (cut->contains("request_bytes")) exchange.request.body += "\nevent:";
}

}  // namespace conform
