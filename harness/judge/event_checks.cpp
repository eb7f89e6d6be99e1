#include "harness/judge/event_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "harness/http/base64.hpp"
#include "harness/judge/body_comparison.hpp"
#include "harness/judge/content_checks.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/judge/status_checks.hpp"

namespace conform {
namespace {

using Mismatches = std::vector<Mismatch>;

bool is_base64(const Exchange& exchange) {
  const auto encoding = exchange.response.headers.find("stream-sse-data-encoding");
  return encoding && http::equals_ignoring_case(*encoding, "base64");
}

std::string event_data(const http::SseEvent& event, bool base64) {
  if (!base64 || event.type != "data") return event.data;
  return http::base64_decode(event.data).value_or("(invalid base64) " + event.data);
}

void check_event(const EventTest& test, const http::SseEvent& event, bool base64, const Fill& fill,
                 Mismatches& out) {
  if (event.type != fill(test.type)) {
    out.push_back({fmt::format("an event of type {}", fill(test.type)), event.type});
    return;
  }
  const std::string data = event_data(event, base64);
  if (test.data) check_bytes(*test.data, "data", data, fill, out);
  if (test.json) check_json_equal(*test.json, "data", data, fill, out);
  if (test.json_includes) check_json_includes(*test.json_includes, "data", data, fill, out);
  if (!test.json_excludes.empty()) check_json_excludes(test.json_excludes, data, out);
}

std::string events_words(const Exchange& exchange) {
  if (!exchange.answered() || exchange.events.empty()) {
    return exchange.answered() ? fmt::format("status {} and no event", exchange.response.status)
                               : response_words(exchange);
  }
  constexpr std::size_t most = 6;
  std::vector<std::string> words;
  for (const auto& seen : exchange.events) {
    if (words.size() == most) {
      words.push_back(fmt::format("… {} more", exchange.events.size() - most));
      break;
    }
    words.push_back(fmt::format("{} {}", quote(seen.event.type), quote(seen.event.data)));
  }
  return fmt::format("the events {}", fmt::join(words, ", "));
}

void check_events(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                  Mismatches& out) {
  const bool base64 = is_base64(exchange);
  auto from = exchange.events.begin();
  std::size_t place = 0;
  for (const auto& test : expectation.events) {
    ++place;
    Mismatches nearest;
    const auto found = std::find_if(from, exchange.events.end(), [&](const SeenEvent& seen) {
      Mismatches here;
      check_event(test, seen.event, base64, fill, here);
      const bool matches = here.empty();
      if (!matches && seen.event.type == fill(test.type)) nearest = std::move(here);
      return matches;
    });
    if (found == exchange.events.end()) {
      const std::string details = nearest.empty() ? "" : ": " + nearest.front().expected;
      out.push_back({fmt::format("event {} of {}: {}{}", place, expectation.events.size(),
                                 fill(test.type), details),
                     events_words(exchange), exchange.outcome == Outcome::pending});
      return;
    }
    from = std::next(found);
  }
}

std::string joined_data(const Exchange& exchange) {
  const bool base64 = is_base64(exchange);
  std::string joined;
  for (const auto& seen : exchange.events) {
    if (seen.event.type == "data") joined += event_data(seen.event, base64);
  }
  return joined;
}

std::string joined_json(const Exchange& exchange) {
  std::string joined;
  for (const auto& seen : exchange.events) {
    if (seen.event.type != "data") continue;
    const auto elements = canonical_elements(seen.event.data);
    if (!elements) return seen.event.data;
    for (const auto& element : *elements) joined += (joined.empty() ? "" : ",") + element;
  }
  return "[" + joined + "]";
}

bool has_wrong_event_data(const Expectation& expectation, const Exchange& exchange,
                          const Fill& fill) {
  if (!expectation.event_data || !expectation.event_data->equals) return false;
  if (const auto* parts = in_parts(*expectation.event_data)) {
    BodyComparison comparison(*parts, fill, "data");
    comparison.take(joined_data(exchange));
    return comparison.differs();
  }
  std::string expected_text = body_bytes(*expectation.event_data->equals, fill);
  std::string seen = joined_data(exchange);
  if (expectation.event_data->same_lines) {
    // A CR at the end may still become a CRLF.
    if (seen.ends_with('\r')) seen.pop_back();
    expected_text = as_lines(expected_text);
    seen = as_lines(seen);
  }
  return !expected_text.starts_with(seen);
}

bool is_at_tail(std::string_view tail, const Exchange& exchange) {
  for (auto seen = exchange.events.rbegin(); seen != exchange.events.rend(); ++seen) {
    if (seen->event.type != "control") continue;
    const auto control = sse_control(seen->event.data);
    return control && control->next_offset && !tail.empty() && *control->next_offset == tail;
  }
  return false;
}

bool misses_data(const Expectation& expectation, const Exchange& exchange, const Fill& fill) {
  Expectation data;
  data.event_data = expectation.event_data;
  data.event_json = expectation.event_json;
  Mismatches out;
  check_event_stream(data, exchange, fill, out);
  return !out.empty();
}

}  // namespace

void check_event_stream(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                        Mismatches& out) {
  const auto before = out.size();
  if (!expectation.events.empty()) check_events(expectation, exchange, fill, out);
  if (expectation.event_data) {
    check_bytes(*expectation.event_data, "data", joined_data(exchange), fill, out);
  }
  if (expectation.event_json) {
    check_json_equal(*expectation.event_json, "the data events together", joined_json(exchange),
                     fill, out);
  }
  if (exchange.outcome != Outcome::pending) return;
  for (auto i = before; i < out.size(); ++i) out[i].about_time = true;
}

bool event_matches(const EventTest& test, const http::SseEvent& event, bool base64,
                   const Fill& fill) {
  Mismatches out;
  check_event(test, event, base64, fill, out);
  return out.empty();
}

bool is_hopeless(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                 std::string_view tail) {
  return has_wrong_event_data(expectation, exchange, fill) ||
         (is_at_tail(tail, exchange) && misses_data(expectation, exchange, fill));
}

bool can_be_met_early(const Expectation& expectation) {
  const bool about_events =
      !expectation.events.empty() || expectation.event_data || expectation.event_json;
  return about_events && !expectation.response_ends.value_or(false);
}

std::string last_reported_tail(const std::deque<Exchange>& exchanges, const std::string& stream) {
  std::string last;
  std::string greatest;
  for (const Exchange& one : exchanges) {
    const bool is_write = one.request.method != "GET" && one.response.status / 100 == 2;
    if (one.stream != stream || !is_write) continue;
    last = one.response.headers.combined("Stream-Next-Offset").value_or(last);
    greatest = std::max(greatest, last);
  }
  return last == greatest ? last : std::string();
}

}  // namespace conform
