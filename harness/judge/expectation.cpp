#include "harness/judge/expectation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/judge/content_checks.hpp"
#include "harness/judge/event_checks.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/status_checks.hpp"
#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

using Mismatches = std::vector<Mismatch>;

/// Sets the part of the answer in which the mismatches from `first` on were found.
void note_aspect(Mismatches& out, std::size_t first, Aspect aspect) {
  for (auto i = first; i < out.size(); ++i) {
    auto& seen = out[i].observation.aspect;
    if (seen == Aspect::other) seen = aspect;
  }
}

// ---- headers ------------------------------------------------------------------------------------

std::optional<OffsetPair> offset_names(std::string_view header, const ValueTest& test,
                                       const std::optional<std::string>& value, const Fill& fill) {
  const bool compares = value && test.op == ValueTest::Op::equals &&
                        http::equals_ignoring_case(header, "Stream-Next-Offset");
  if (!compares) return std::nullopt;
  return OffsetPair{fill(test.operands.front()), *value};
}

void check_headers(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                   Mismatches& out) {
  for (const auto& header : expectation.headers) {
    const auto value = exchange.response.headers.combined(header.name);
    for (const auto& test : header.tests) {
      if (holds(test, value, fill)) continue;
      out.push_back({fmt::format("{}: {}", header.name, in_words(test, fill)),
                     value ? fmt::format("{}: {}", header.name, quote(*value))
                           : fmt::format("no {} header", header.name),
                     false, of_header(header.name, !value),
                     offset_names(header.name, test, value, fill)});
    }
  }
}

// ---- whole answers ------------------------------------------------------------------------------

void check_end(const Expectation& expectation, const Exchange& exchange, Mismatches& out) {
  if (!expectation.response_ends) return;
  const bool ended = exchange.outcome == Outcome::complete;
  if (ended == *expectation.response_ends) return;
  if (*expectation.response_ends) {
    out.push_back({"the server ends the response",
                   fmt::format("still open after {:.1f} s", in_seconds(exchange.elapsed())), true});
  } else {
    out.push_back({"the response stays open", "the server ended it"});
  }
}

void check_elapsed(const Expectation& expectation, const Exchange& exchange, Mismatches& out) {
  const auto elapsed = exchange.elapsed();
  if (expectation.at_least && elapsed < *expectation.at_least) {
    out.push_back({fmt::format("an answer after at least {} s", in_seconds(*expectation.at_least)),
                   fmt::format("an answer after {:.3f} s", in_seconds(elapsed))});
  }
  if (expectation.at_most && elapsed > *expectation.at_most) {
    out.push_back({fmt::format("an answer within {} s", in_seconds(*expectation.at_most)),
                   fmt::format("an answer after {:.3f} s", in_seconds(elapsed)), true});
  }
}

void check_reading(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                   Mismatches& out) {
  const auto next = exchange.response.headers.find("Stream-Next-Offset");
  if (expectation.tail && (!next || *next != fill(*expectation.tail))) {
    out.push_back(
        {fmt::format("the tail at {}", quote(fill(*expectation.tail))),
         next ? fmt::format("the tail at {}", quote(*next)) : std::string("no Stream-Next-Offset"),
         false, of_header("Stream-Next-Offset", !next),
         next ? std::optional(OffsetPair{fill(*expectation.tail), std::string(*next)})
              : std::nullopt});
  }
  if (expectation.closed) {
    const auto value = exchange.response.headers.find("Stream-Closed");
    const bool closed = value && http::equals_ignoring_case(*value, "true");
    if (closed != *expectation.closed) {
      out.push_back({*expectation.closed ? "Stream-Closed: true at the tail" : "no Stream-Closed",
                     closed ? "Stream-Closed: true" : "no Stream-Closed", false,
                     of_header("Stream-Closed", !value)});
    }
  }
}

Mismatches all_mismatches(const Expectation& expectation, const Exchange& exchange,
                          const Fill& fill) {
  Mismatches out;
  if (is_closed_as_expected(expectation, exchange, fill)) return out;
  check_answered(expectation, exchange, fill, out);
  note_aspect(out, 0, Aspect::answer);
  if (!out.empty()) return out;
  check_status(expectation, exchange, fill, out);
  note_aspect(out, 0, Aspect::status);
  // The other mismatches follow from the wrong status: one cause, one failure.
  if (!out.empty()) return out;
  check_headers(expectation, exchange, fill, out);
  if (exchange.outcome == Outcome::too_large) {
    if (out.empty()) out.push_back({"a response that conform reads to its end", exchange.problem});
    note_aspect(out, 0, Aspect::answer);
    return out;
  }
  const std::string& body = exchange.response.body;
  if (expectation.body) check_bytes(*expectation.body, "body", body, fill, out);
  if (expectation.json) check_json_equal(*expectation.json, "body", body, fill, out);
  if (expectation.json_includes) {
    check_json_includes(*expectation.json_includes, "body", body, fill, out);
  }
  note_aspect(out, 0, Aspect::body);
  const auto before_events = out.size();
  check_event_stream(expectation, exchange, fill, out);
  note_aspect(out, before_events, Aspect::event);
  const auto before_times = out.size();
  check_end(expectation, exchange, out);
  check_elapsed(expectation, exchange, out);
  note_aspect(out, before_times, Aspect::time);
  check_reading(expectation, exchange, fill, out);
  return out;
}

void check_distinct(const std::string& name, std::span<const Exchange> exchanges, Mismatches& out) {
  std::map<std::string, std::size_t> counts;
  for (const auto& exchange : exchanges) {
    if (exchange.response.status / 100 != 2) continue;
    if (const auto value = exchange.response.headers.combined(name)) ++counts[*value];
  }
  for (const auto& [value, count] : counts) {
    if (count == 1) continue;
    out.push_back({fmt::format("a different {} in every success", name),
                   fmt::format("{} × {}: {}", count, name, quote(value)), false,
                   of_header(name, false)});
  }
}

}  // namespace

bool show_same_position(const Exchange& one, const Exchange& other) {
  constexpr int ok = 200;
  return one.response.status == ok && other.response.status == ok &&
         one.response.body == other.response.body;
}

std::vector<Mismatch> mismatches(const Expectation& expectation, const Exchange& exchange,
                                 const Fill& fill) {
  auto out = all_mismatches(expectation, exchange, fill);
  for (auto& mismatch : out) {
    mismatch.observation = on(exchange, std::move(mismatch.observation));
  }
  return out;
}

std::vector<Mismatch> set_mismatches(const Expectation& expectation,
                                     std::span<const Exchange> exchanges, const Fill& fill) {
  Mismatches out;
  check_status_counts(expectation, exchanges, fill, out);
  for (const auto& name : expectation.distinct) check_distinct(name, exchanges, out);
  return out;
}

std::vector<Mismatch> value_mismatches(const Expectation& expectation, const Fill& fill) {
  Mismatches out;
  for (const auto& [text, test] : expectation.values) {
    const std::string value = fill(text);
    if (holds(test, value, fill)) continue;
    const std::string words = in_words(test, fill);
    out.push_back(
        {test.means.empty() ? fmt::format("{} to be {}", text, words) : words, quote(value)});
  }
  return out;
}

}  // namespace conform
