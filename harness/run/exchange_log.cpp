#include "harness/run/exchange_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

std::string shortened(const std::string& body) {
  if (body.size() <= limits::kept_body_bytes) return body;
  return fmt::format("{}… {} bytes more", body.substr(0, limits::kept_body_bytes),
                     body.size() - limits::kept_body_bytes);
}

/// Truncates bodies while copying: they may be large.
Exchange copy_of(const Exchange& exchange) {
  Exchange kept;
  kept.number = exchange.number;
  kept.scenario = exchange.scenario;
  kept.stream = exchange.stream;
  kept.label = exchange.label;
  kept.request = {exchange.request.method, exchange.request.target, exchange.request.headers,
                  shortened(exchange.request.body)};
  kept.response = {exchange.response.status, exchange.response.headers,
                   shortened(exchange.response.body)};
  kept.outcome = exchange.outcome;
  kept.problem = exchange.problem;
  kept.sent = exchange.sent;
  kept.first_byte = exchange.first_byte;
  kept.done = exchange.done;
  kept.has_partial_event = exchange.has_partial_event;
  kept.http_version = exchange.http_version;
  for (const auto& seen : exchange.events) {
    kept.events.push_back({{.type = seen.event.type,
                            .data = shortened(seen.event.data),
                            .id = seen.event.id,
                            .lines = {}},
                           seen.at});
  }
  return kept;
}

}  // namespace

void ExchangeLog::add(const Exchange& exchange) {
  if (exchanges_.size() == limits::kept_exchanges) exchanges_.pop_front();
  exchanges_.push_back(copy_of(exchange));
}

const Exchange* ExchangeLog::find(std::uint64_t number) const {
  if (number == 0) return nullptr;
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                  [&](const Exchange& one) { return one.number == number; });
  return found == exchanges_.end() ? nullptr : &*found;
}

}  // namespace conform
