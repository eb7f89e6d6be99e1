#include "harness/run/lost_connections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/run/limits.hpp"
#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/run/traffic.hpp"

namespace conform {
bool is_lost(const Exchange& exchange) {
  return exchange.outcome == Outcome::no_connection;
}

bool is_connection_refused(const Exchange& exchange) {
  return exchange.outcome == Outcome::no_connection &&
         exchange.problem.starts_with("no connection to the server");
}

std::string request_line(const Exchange& exchange) {
  return fmt::format("{} {}", exchange.request.method,
                     exchange.request.target.substr(0, limits::shown_target_bytes));
}

void LostConnections::add(const Exchange& exchange) {
  if (recent_.size() < limits::kept_losses) recent_.push_back(shortened(exchange));
}

std::vector<Exchange> LostConnections::dropped() const {
  std::vector<Exchange> dropped;
  std::copy_if(recent_.begin(), recent_.end(), std::back_inserter(dropped),
               [](const Exchange& one) { return !is_connection_refused(one); });
  return dropped;
}

void LostConnections::confirm(const Exchange& exchange, int attempts) {
  ++kinds_[kind_of(exchange.request)];
  if (first_) return;
  first_ = shortened(exchange);
  attempts_ = attempts;
}

std::optional<Result> LostConnections::result() const {
  if (!first_) return std::nullopt;
  Result result;
  result.id = lost_connections_id;
  result.suite = "server";
  result.title = "A well-formed request gets a response; its connection is not dropped";
  result.requirements = {"H/refuses-cleanly"};
  result.ruling = "R38";
  result.verdict = Verdict::fail;
  std::string also;
  std::size_t all = 0;
  for (const auto& [kind, count] : kinds_) all += count;
  if (all > 1) also = fmt::format(" (seen in {} scenarios)", all);
  result.message = fmt::format(
      "expected a response, got none in {} attempts, the last with no other request under "
      "way: {}: {}{}",
      attempts_, request_line(*first_), first_->problem, also);
  result.why = fmt::format("first seen in {}", first_->scenario);
  result.evidence = Evidence{.expected = "an answer",
                             .got = first_->problem,
                             .exchanges = {*first_},
                             .curl = curl_lines({*first_})};
  return result;
}

}  // namespace conform
