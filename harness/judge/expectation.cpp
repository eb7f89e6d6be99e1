#include "harness/judge/expectation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/http/base64.hpp"
#include "harness/judge/body_comparison.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

using Mismatches = std::vector<Mismatch>;

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Sets the part of the answer in which the mismatches from `first` on were found.
void note_aspect(Mismatches& out, std::size_t first, Aspect aspect) {
  for (auto i = first; i < out.size(); ++i) {
    auto& seen = out[i].observation.aspect;
    if (seen == Aspect::other) seen = aspect;
  }
}

// ---- status -------------------------------------------------------------------------------------

std::string status_words(const Expectation& expectation, const Fill& fill) {
  if (expectation.status.empty()) return "a response";
  std::vector<std::string> choices;
  for (const auto& pattern : expectation.status) choices.push_back(fill(pattern));
  return fmt::format("status {}", fmt::join(choices, " or "));
}

std::string answer_words(const Exchange& exchange) {
  if (!exchange.answered()) {
    if (exchange.outcome == Outcome::not_sent) return "not sent: " + exchange.problem;
    return exchange.problem.empty() ? "no response yet" : exchange.problem;
  }
  std::string words = fmt::format("status {}", exchange.response.status);
  if (!exchange.response.body.empty()) words += " with " + quote(exchange.response.body);
  if (!exchange.problem.empty()) words += ", and then: " + exchange.problem;
  return words;
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

void check_answered(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                    Mismatches& out) {
  const bool is_waiting = exchange.outcome == Outcome::pending && expectation.ends == false;
  const bool may_be_silent =
      expectation.status.empty() && (exchange.request.method == "RAW" || is_waiting);
  if (!ended_badly(exchange) && (exchange.answered() || may_be_silent)) return;
  out.push_back({status_words(expectation, fill), answer_words(exchange),
                 exchange.outcome == Outcome::timed_out || exchange.outcome == Outcome::pending,
                 of_invalid_form(exchange)});
}

/// If events are awaited, only the refusal is reported.
bool refused(const Exchange& exchange) {
  return exchange.answered() && exchange.response.status / 100 != 2 && exchange.events.empty();
}

void check_status(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                  Mismatches& out) {
  if (expectation.status.empty()) {
    if (can_be_met_early(expectation) && refused(exchange)) {
      out.push_back({"status 2xx", answer_words(exchange)});
    }
    return;
  }
  const bool met = std::any_of(
      expectation.status.begin(), expectation.status.end(),
      [&](const Template& text) { return status_matches(fill(text), exchange.response.status); });
  if (!met) out.push_back({status_words(expectation, fill), answer_words(exchange)});
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

// ---- bodies -------------------------------------------------------------------------------------

std::string as_lines(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      result.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      result.push_back(text[i]);
    }
  }
  return result;
}

std::string difference_words(std::string_view expected, std::string_view got) {
  const auto common = static_cast<std::size_t>(
      std::mismatch(expected.begin(), expected.end(), got.begin(), got.end()).first -
      expected.begin());
  constexpr std::size_t context = 24;
  if (expected.size() <= 200 && got.size() <= 200) return quote(got);
  const auto from = common > context ? common - context : 0;
  return fmt::format("{} bytes, the first difference at byte {}: {}", got.size(), common,
                     quote(got.substr(std::min(from, got.size()), 96)));
}

/// A body of several parts, of which one at a time is needed to compare it; null for any other.
const BodyRepeat* in_parts(const BodyTest& test) {
  const auto* body = test.equals ? std::get_if<BodyRepeat>(&*test.equals) : nullptr;
  return body != nullptr && body->count > 1 && !test.same_lines ? body : nullptr;
}

void check_parts(const BodyRepeat& expected, std::string_view what, std::string_view got,
                 const Fill& fill, Mismatches& out) {
  BodyComparison comparison(expected, fill, what);
  comparison.take(got);
  if (auto mismatch = comparison.end()) out.push_back(*std::move(mismatch));
}

void check_bytes(const BodyTest& test, std::string_view what, std::string_view got,
                 const Fill& fill, Mismatches& out) {
  std::string lines;
  if (const auto* parts = in_parts(test)) {
    check_parts(*parts, what, got, fill, out);
  } else if (test.equals) {
    std::string expected = body_bytes(*test.equals, fill);
    if (test.same_lines) {
      expected = as_lines(expected);
      lines = as_lines(got);
      got = lines;
    }
    if (expected != got) {
      out.push_back({fmt::format("{} {}", what, quote(expected)),
                     fmt::format("{} {}", what, difference_words(expected, got))});
    }
  }
  if (test.contains && got.find(fill(*test.contains)) == std::string::npos) {
    out.push_back({fmt::format("{} with {} in it", what, quote(fill(*test.contains))),
                   fmt::format("{} {}", what, quote(got))});
  }
  if (test.lacks && got.find(fill(*test.lacks)) != std::string::npos) {
    out.push_back({fmt::format("{} without {} in it", what, quote(fill(*test.lacks))),
                   fmt::format("{} {}", what, quote(got))});
  }
  if (test.length && got.size() != *test.length) {
    out.push_back({fmt::format("{} of {} bytes", what, *test.length),
                   fmt::format("{} bytes: {}", got.size(), quote(got))});
  }
}

// ---- JSON ---------------------------------------------------------------------------------------

bool includes(const nlohmann::json& whole, const nlohmann::json& part) {
  if (part.is_object() && whole.is_object()) {
    return std::all_of(part.items().begin(), part.items().end(), [&](const auto& member) {
      return whole.contains(member.key()) && includes(whole.at(member.key()), member.value());
    });
  }
  if (part.is_array() && whole.is_array()) {
    return std::all_of(part.begin(), part.end(), [&](const auto& element) {
      return std::any_of(whole.begin(), whole.end(),
                         [&](const auto& candidate) { return includes(candidate, element); });
    });
  }
  return whole == part;
}

void check_json_equal(const JsonTemplate& value, std::string_view what, std::string_view got,
                      const Fill& fill, Mismatches& out) {
  const std::string expected = json_text(value, fill);
  const auto canonical = canonical_json(got);
  if (canonical && equal_as_doubles(canonical_json(expected).value(), *canonical)) return;
  out.push_back({fmt::format("{} equal to {}", what, quote(expected)),
                 canonical ? fmt::format("{} {}", what, quote(got))
                           : fmt::format("no valid JSON ({}): {}", canonical.error(), quote(got))});
}

void check_json_includes(const JsonTemplate& value, std::string_view what, std::string_view got,
                         const Fill& fill, Mismatches& out) {
  const std::string part = json_text(value, fill);
  const auto whole = nlohmann::json::parse(got, nullptr, false);
  if (!whole.is_discarded() && includes(whole, nlohmann::json::parse(part))) return;
  out.push_back({fmt::format("{} that includes {}", what, quote(part)),
                 fmt::format("{} {}", what, quote(got))});
}

void check_json_lacks(const std::vector<std::string>& names, std::string_view got,
                      Mismatches& out) {
  const auto value = nlohmann::json::parse(got, nullptr, false);
  for (const auto& name : names) {
    if (value.is_object() && !value.contains(name)) continue;
    out.push_back({fmt::format("a JSON object without \"{}\"", name), quote(got)});
  }
}

// ---- events -------------------------------------------------------------------------------------

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
  if (!test.json_lacks.empty()) check_json_lacks(test.json_lacks, data, out);
}

std::string events_words(const Exchange& exchange) {
  if (!exchange.answered() || exchange.events.empty()) {
    return exchange.answered() ? fmt::format("status {} and no event", exchange.response.status)
                               : answer_words(exchange);
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

bool lacks_data(const Expectation& expectation, const Exchange& exchange, const Fill& fill) {
  Expectation data;
  data.event_data = expectation.event_data;
  data.event_json = expectation.event_json;
  Mismatches out;
  check_event_stream(data, exchange, fill, out);
  return !out.empty();
}

// ---- whole answers ------------------------------------------------------------------------------

void check_end(const Expectation& expectation, const Exchange& exchange, Mismatches& out) {
  if (!expectation.ends) return;
  const bool ended = exchange.outcome == Outcome::complete;
  if (ended == *expectation.ends) return;
  if (*expectation.ends) {
    out.push_back({"the server ends the response",
                   fmt::format("still open after {:.1f} s", seconds(exchange.elapsed())), true});
  } else {
    out.push_back({"the response stays open", "the server ended it"});
  }
}

void check_elapsed(const Expectation& expectation, const Exchange& exchange, Mismatches& out) {
  const auto elapsed = exchange.elapsed();
  if (expectation.at_least && elapsed < *expectation.at_least) {
    out.push_back({fmt::format("an answer after at least {} s", seconds(*expectation.at_least)),
                   fmt::format("an answer after {:.3f} s", seconds(elapsed))});
  }
  if (expectation.at_most && elapsed > *expectation.at_most) {
    out.push_back({fmt::format("an answer within {} s", seconds(*expectation.at_most)),
                   fmt::format("an answer after {:.3f} s", seconds(elapsed)), true});
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
  if (was_closed(exchange) && may_be_closed(expectation, fill)) return out;
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

/// Of several responses, one whose status none may have gives the observation.
Observation first_unmatched(const Expectation& expectation, std::span<const Exchange> exchanges,
                            const Fill& fill) {
  Observation observation;
  observation.aspect = Aspect::status;
  const auto unmatched = std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange& one) {
    return one.answered() &&
           std::none_of(expectation.tally.begin(), expectation.tally.end(), [&](const auto& kind) {
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

void check_status_counts(const Expectation& expectation, std::span<const Exchange> exchanges,
                         const Fill& fill, Mismatches& out) {
  std::vector<std::string> expected_counts;
  bool met = true;
  for (const auto& [pattern, count] : expectation.tally) {
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

bool show_same_position(const Exchange& one, const Exchange& other) {
  constexpr int ok = 200;
  return one.response.status == ok && other.response.status == ok &&
         one.response.body == other.response.body;
}

bool status_matches(const std::string& pattern, int status) {
  if (pattern.size() == 3 && pattern.ends_with("xx")) return pattern[0] - '0' == status / 100;
  return pattern == std::to_string(status);
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
         (is_at_tail(tail, exchange) && lacks_data(expectation, exchange, fill));
}

bool can_be_met_early(const Expectation& expectation) {
  const bool about_events =
      !expectation.events.empty() || expectation.event_data || expectation.event_json;
  return about_events && !expectation.ends.value_or(false);
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
