#include "harness/run/traffic.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/refusal.hpp"

namespace conform {
namespace {

/// Larger bodies take time by themselves.
constexpr std::size_t max_short_bytes = std::size_t{64} << 10;

bool transfers_much(const Exchange& exchange) {
  return exchange.request.body.size() > max_short_bytes ||
         exchange.response.body.size() > max_short_bytes;
}

std::string parameter(const http::Request& request, std::string_view name) {
  const auto mark = request.target.find('?');
  if (mark == std::string::npos) return {};
  for (auto& [key, value] : http::parse_query(std::string_view(request.target).substr(mark + 1))) {
    if (key == name) return std::move(value);
  }
  return {};
}

}  // namespace

std::string kind_of(const http::Request& request) {
  std::string kind = request.method;
  if (const auto live = parameter(request, "live"); !live.empty()) kind += " " + live;
  if (parameter(request, "offset") == "now") kind += " now";
  return kind;
}

Traffic::Traffic(std::size_t most, std::string root) : window_(most), root_(std::move(root)) {}

bool Traffic::is_short(const Exchange& exchange) const {
  const auto& request = exchange.request;
  return request.method != "RAW" && concerns(exchange) &&
         request.target.find("/__ds/") == std::string::npos && parameter(request, "live").empty() &&
         request.body.size() <= max_short_bytes;
}

/// What a scenario has written at length, it reads at length.
bool Traffic::may_be_large(const Exchange& exchange) const {
  return transfers_much(exchange) ||
         (exchange.request.method == "GET" && parameter(exchange.request, "live").empty() &&
          large_scenarios_.contains(exchange.scenario));
}

void Traffic::note_large(const Exchange& exchange, const UnderWay& how) {
  if (how.is_large) --large_under_way_;
  if (!transfers_much(exchange)) return;
  last_large_end_ = std::max(last_large_end_, exchange.done);
  large_scenarios_.insert(exchange.scenario);
}

void Traffic::sent(const Exchange& exchange) {
  UnderWay one{exchange.scenario, exchange.sent, under_way_.size() + 1, is_short(exchange),
               may_be_large(exchange)};
  if (one.is_short) short_.insert(exchange.sent_order);
  if (one.is_large) ++large_under_way_;
  under_way_.emplace(exchange.sent_order, std::move(one));
}

void Traffic::ended(const Exchange& exchange, bool limit_reached) {
  const auto found = under_way_.extract(exchange.sent_order);
  if (found.empty()) return;
  short_.erase(exchange.sent_order);
  const UnderWay& one = found.mapped();
  note_large(exchange, one);
  if (!concerns(exchange)) return;
  const bool unanswered = exchange.outcome == Outcome::timed_out && !exchange.answered();
  if (is_refusal(exchange) || is_lost(exchange) || exchange.outcome == Outcome::no_resources ||
      (one.is_short && unanswered)) {
    refused(exchange, one);
    return;
  }
  // It may have waited for its turn as long as for its transfer.
  if (one.is_large && unanswered) window_.note_strain(exchange.done);
  if (!exchange.answered()) return;
  if (!refused_alone_.empty()) refused_alone_.erase(kind_of(exchange.request));
  if (!one.is_short || transfers_much(exchange) || exchange.outcome != Outcome::complete) return;
  if (is_beside_large(one) && window_.is_slow(exchange.done - one.sent)) {
    window_.note_strain(exchange.done);
    return;
  }
  window_.answered({one.sent, exchange.done, one.concurrency, limit_reached});
}

void Traffic::refused(const Exchange& exchange, const UnderWay& how) {
  const auto kind = kind_of(exchange.request);
  if (refused_alone_.contains(kind)) return;
  window_.refused({how.sent, exchange.done, how.concurrency});
  if (exchange.answered()) refused_with_.insert(exchange.response.status);
  // A refusal with next to nothing else under way is about the request itself.
  if (how.concurrency > 2) return;
  refused_alone_.insert(kind);
  window_.forget_refusals();
}

void Traffic::forget(const std::string& scenario) {
  std::erase_if(under_way_, [&](const auto& one) {
    if (one.second.scenario != scenario) return false;
    short_.erase(one.first);
    if (one.second.is_large) --large_under_way_;
    return true;
  });
}

void Traffic::check_overdue(Instant now) {
  if (short_.empty()) return;
  // The oldest has waited longest.
  const UnderWay& oldest = under_way_.at(*short_.begin());
  // With at most one other request there is no queueing.
  if (oldest.concurrency <= 2 || !window_.is_overdue(now - oldest.sent)) return;
  if (is_beside_large(oldest)) {
    window_.note_strain(now);
  } else {
    window_.refused({oldest.sent, now, oldest.concurrency});
  }
}

std::optional<std::string> Traffic::summary() const {
  const auto capacity = window_.capacity();
  if (!capacity) return std::nullopt;
  if (refused_with_.empty()) {
    return fmt::format("at most {} requests were sent at once: with more, responses were delayed",
                       *capacity);
  }
  return fmt::format("at most {} requests were sent at once: with more, the server answered {}",
                     *capacity, fmt::join(refused_with_, " and "));
}

bool Traffic::is_refused_alone(const Exchange& exchange) const {
  return refused_alone_.contains(kind_of(exchange.request));
}

std::size_t Traffic::concurrency(const Exchange& exchange) const {
  const auto found = under_way_.find(exchange.sent_order);
  return found == under_way_.end() ? 0 : found->second.concurrency;
}

}  // namespace conform
