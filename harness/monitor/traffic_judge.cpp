#include "harness/monitor/traffic_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/monitor/limits.hpp"

namespace conform::monitor {
namespace {

/// The option with which a rule for clients is checked; empty if it always is.
std::string_view option_of(const std::string& id, bool others_write) {
  const auto finals = {producer_gap_rule().id, fork_producer_gap_rule().id};
  auto scope = std::find(finals.begin(), finals.end(), id) == finals.end()
                   ? ClientRule::Scope::any
                   : ClientRule::Scope::one_client;
  for (const auto& rule : all_client_rules()) {
    if (rule.info.id == id) scope = rule.scope;
  }
  switch (scope) {
    case ClientRule::Scope::any:
      return "";
    case ClientRule::Scope::all_traffic:
      return others_write ? "without --others-write" : "";
    case ClientRule::Scope::one_client:
      return "with --one-client";
    case ClientRule::Scope::one_reader:
      return "with --one-reader";
  }
  return "";
}

}  // namespace

TrafficJudge::TrafficJudge(Options options)
    : options_(std::move(options)),
      judge_(limits::streams),
      clients_({.one_client = options_.one_client,
                .one_reader = options_.one_reader,
                .others_write = options_.others_write,
                .max_streams = limits::streams}) {
  if (options_.others_write) judge_.mark_all_unknown();
}

void TrafficJudge::take(const TrafficEvent& event) {
  std::visit([this](const auto& one) { on(one); }, event);
}

void TrafficJudge::on(const RequestBegan& event) {
  judge_.sent(event.exchange);
  clients_.sent(event.exchange);
}

void TrafficJudge::on(const BodySent& event) {
  judge_.sent_body(event.exchange);
}

void TrafficJudge::on(const ResponseBegan& event) {
  clients_.answered(event.exchange, event.head, event.at);
}

void TrafficJudge::on(const EventReached& event) {
  clients_.reached(event.exchange, event.event);
}

void TrafficJudge::on(const ExchangeEnded& event) {
  const Exchange& exchange = event.exchange;
  ++counts_.exchanges;
  if (!exchange.stream.empty()) ++counts_.judged;
  const bool writes = exchange.request.method != "GET" && exchange.request.method != "HEAD";
  // Of a body that is not known, neither is what it added.
  if (event.body_is_partial && writes && !exchange.stream.empty()) {
    judge_.mark_unknown(exchange.request.target);
  }
  if (event.response_is_partial) clients_.note_unseen_answers();
  if (exchange.response.headers.contains("Content-Encoding")) ++counts_.compressed;
  if (options_.journal) options_.journal(exchange, event.unkept_request_bytes);
  auto violations = judge_.observe(exchange);
  counts_.server_violations += violations.size();
  report(violations, exchange, "server");
  violations = clients_.ended(exchange, event.body_is_partial);
  counts_.client_violations += violations.size();
  report(violations, exchange, "client");
}

void TrafficJudge::on(const ForeignBytes& event) {
  judge_.sent_foreign_bytes(event.bytes);
}

void TrafficJudge::on(const TunnelOpened& event) {
  ++counts_.tunnels;
  judge_.mark_all_unknown();
  clients_.mark_unknown();
  if (!options_.on_trouble) return;
  options_.on_trouble(
      fmt::format("connection {} changed to {}: it is passed on, not judged, and what streams "
                  "contain is no longer concluded",
                  event.connection, event.protocol));
}

void TrafficJudge::on(const UpstreamFailed& event) {
  ++counts_.upstream_failures;
  // It may have lost what it does not promise to keep when it is stopped.
  judge_.forget();
  if (!options_.on_trouble || event.why == last_trouble_) return;
  last_trouble_ = event.why;
  options_.on_trouble(fmt::format("cannot reach the server: {}", event.why));
}

void TrafficJudge::report(const std::vector<Violation>& violations, const Exchange& exchange,
                          std::string_view who) {
  for (const auto& violation : violations) {
    if (violation.is_evidence) {
      failed_.try_emplace(exchange.number, FailedExchange{shortened(exchange)});
    }
    if (options_.on_violation) options_.on_violation(violation, exchange, who);
  }
}

std::vector<Result> TrafficJudge::finish() {
  for (const auto& [violation, exchange] : clients_.finish()) {
    ++counts_.client_violations;
    report({violation}, exchange, "client");
  }
  auto results = rule_results(judge_.records(), failed_);
  for (auto& result : rule_results(clients_.records(), failed_)) {
    result.suite = "client";
    const auto option = option_of(result.id, options_.others_write);
    const bool is_on = option == "with --one-reader"   ? options_.one_reader
                       : option == "with --one-client" ? options_.one_client || options_.one_reader
                                                       : option.empty();
    if (result.verdict == Verdict::skip && !is_on) {
      result.message = fmt::format("checked only {}", option);
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<std::string> TrafficJudge::notes() const {
  std::vector<std::string> notes;
  const auto others = counts_.exchanges - counts_.judged;
  if (others > 0) {
    notes.push_back(
        fmt::format("{} exchanges were not to streams below the upstream's path, and "
                    "were not judged",
                    others));
  }
  if (counts_.tunnels > 0) {
    notes.push_back(
        fmt::format("{} connections changed to another protocol, and were passed on "
                    "without being judged",
                    counts_.tunnels));
  }
  if (counts_.compressed > 0) {
    notes.push_back(fmt::format("{} responses were compressed: their bodies were not judged",
                                counts_.compressed));
  }
  if (counts_.server_violations > 0 && !options_.others_write) {
    notes.emplace_back(
        "results about the server take for granted that all requests to it passed here; if not, "
        "use --others-write");
  }
  if (counts_.upstream_failures > 0) {
    notes.push_back(fmt::format("{} connections were reset because the server could not be reached",
                                counts_.upstream_failures));
  }
  return notes;
}

}  // namespace conform::monitor
