#include "harness/judge/status_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/judge/event_checks.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using Mismatches = std::vector<Mismatch>;

std::string status_words(const Expectation& expectation, const Fill& fill) {
  if (expectation.status.empty()) return "a response";
  std::vector<std::string> choices;
  for (const auto& pattern : expectation.status) choices.push_back(fill(pattern));
  return fmt::format("status {}", fmt::join(choices, " or "));
}

bool ended_badly(const Exchange& exchange) {
  switch (exchange.outcome) {
    case Outcome::complete:
    case Outcome::pending:
    case Outcome::closed_by_us:
      return false;
    case Outcome::too_large:
      // Its head may be compared.
      return !exchange.answered();
    case Outcome::cut_short:
    case Outcome::no_connection:
      // Closing the connection is a valid response to bytes that are not a request (R20).
      return exchange.request.method != "RAW";
    case Outcome::timed_out:
    case Outcome::not_http:
    case Outcome::not_sent:
    case Outcome::no_resources:
      return true;
  }
  return true;
}

bool was_closed(const Exchange& exchange) {
  const bool closed_silently = exchange.outcome == Outcome::complete && !exchange.answered();
  return closed_silently || exchange.outcome == Outcome::cut_short ||
         exchange.outcome == Outcome::no_connection;
}

bool may_be_closed(const Expectation& expectation, const Fill& fill) {
  return std::any_of(expectation.status.begin(), expectation.status.end(),
                     [&](const Template& text) { return fill(text) == "closed"; });
}

/// A response that is not valid HTTP is wrong in the same way whatever was asked. What the problem
/// quotes is left out.
Observation of_invalid_form(const Exchange& exchange) {
  if (exchange.outcome != Outcome::not_http || exchange.request.method != "RAW") return {};
  return of_header(exchange.problem.substr(0, exchange.problem.find_first_of(")\"")), false);
}

bool is_refusal_of_events(const Exchange& exchange) {
  return exchange.answered() && exchange.response.status / 100 != 2 && exchange.events.empty();
}

/// Of several responses, one whose status none may have gives the observation.
Observation first_unmatched(const Expectation& expectation, std::span<const Exchange> exchanges,
                            const Fill& fill) {
  Observation observation;
  observation.aspect = Aspect::status;
  const auto unmatched = std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange& one) {
    return one.answered() &&
           std::none_of(expectation.status_counts.begin(), expectation.status_counts.end(),
                        [&](const auto& kind) {
                          return status_matches(fill(kind.first), one.response.status);
                        });
  });
  return unmatched == exchanges.end() ? observation : on(*unmatched, std::move(observation));
}

std::string status_counts_words(std::span<const Exchange> exchanges) {
  std::map<int, std::size_t> counts;
  for (const auto& exchange : exchanges) ++counts[exchange.response.status];
  std::vector<std::string> seen;
  for (const auto& [status, count] : counts) {
    seen.push_back(status == 0 ? fmt::format("{} × no response", count)
                               : fmt::format("{} × {}", count, status));
  }
  return fmt::format("{}", fmt::join(seen, ", "));
}

}  // namespace

bool status_matches(const std::string& pattern, int status) {
  if (pattern.size() == 3 && pattern.ends_with("xx")) return pattern[0] - '0' == status / 100;
  return pattern == std::to_string(status);
}

bool is_closed_as_expected(const Expectation& expectation, const Exchange& exchange,
                           const Fill& fill) {
  return was_closed(exchange) && may_be_closed(expectation, fill);
}

void check_answered(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                    Mismatches& out) {
  const bool is_waiting =
      exchange.outcome == Outcome::pending && expectation.response_ends == false;
  const bool may_be_silent =
      expectation.status.empty() && (exchange.request.method == "RAW" || is_waiting);
  if (!ended_badly(exchange) && (exchange.answered() || may_be_silent)) return;
  out.push_back({status_words(expectation, fill), response_words(exchange),
                 exchange.outcome == Outcome::timed_out || exchange.outcome == Outcome::pending,
                 of_invalid_form(exchange)});
}

void check_status(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                  Mismatches& out) {
  if (expectation.status.empty()) {
    if (can_be_met_early(expectation) && is_refusal_of_events(exchange)) {
      out.push_back({"status 2xx", response_words(exchange)});
    }
    return;
  }
  const bool met = std::any_of(
      expectation.status.begin(), expectation.status.end(),
      [&](const Template& text) { return status_matches(fill(text), exchange.response.status); });
  if (!met) out.push_back({status_words(expectation, fill), response_words(exchange)});
}

void check_status_counts(const Expectation& expectation, std::span<const Exchange> exchanges,
                         const Fill& fill, Mismatches& out) {
  std::vector<std::string> expected_counts;
  bool met = true;
  for (const auto& [pattern, count] : expectation.status_counts) {
    const std::string status = fill(pattern);
    const auto seen = std::count_if(exchanges.begin(), exchanges.end(), [&](const Exchange& one) {
      return status_matches(status, one.response.status);
    });
    met = met && static_cast<std::uint64_t>(seen) == count;
    expected_counts.push_back(fmt::format("{} × {}", count, status));
  }
  if (met) return;
  out.push_back({fmt::format("{}", fmt::join(expected_counts, ", ")),
                 status_counts_words(exchanges), false,
                 first_unmatched(expectation, exchanges, fill)});
}

std::string response_words(const Exchange& exchange) {
  if (!exchange.answered()) {
    if (exchange.outcome == Outcome::not_sent) return "not sent: " + exchange.problem;
    return exchange.problem.empty() ? "no response yet" : exchange.problem;
  }
  std::string words = fmt::format("status {}", exchange.response.status);
  if (!exchange.response.body.empty()) words += " with " + quote(exchange.response.body);
  if (!exchange.problem.empty()) words += ", and then: " + exchange.problem;
  return words;
}

}  // namespace conform
