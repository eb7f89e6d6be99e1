// Server-Sent Events (section 5.8). Only events named data and control are checked: others may be
// extensions. Events received before a read was cut off count like any other.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/http/base64.hpp"
#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;
using http::SseEvent;

bool is_sse(const ObservedExchange& seen) {
  return seen.is(ReadMode::sse, 200);
}

/// An SSE answer with at least one event of that name.
Applies has_event(std::string_view type) {
  return [=](const ObservedExchange& seen) {
    const auto& events = seen.exchange.events;
    return is_sse(seen) && std::any_of(events.begin(), events.end(), [&](const SeenEvent& one) {
             return one.event.type == type;
           });
  };
}

/// What is wrong with the first event of that name that fails the check.
Check each(std::string_view type, std::function<MaybeMismatch(const SseEvent&)> check) {
  return [=, check = std::move(check)](const ObservedExchange& seen) {
    for (const auto& [event, at] : seen.exchange.events) {
      if (event.type != type) continue;
      if (auto mismatch = check(event)) return mismatch;
    }
    return MaybeMismatch{};
  };
}

MaybeMismatch has_event_stream_type(const ObservedExchange& seen) {
  if (http::same_media_type(seen.text("Content-Type"), "text/event-stream")) {
    return std::nullopt;
  }
  return wrong_header("Content-Type: text/event-stream", seen, "Content-Type");
}

std::string as_control(const SseEvent& event) {
  return fmt::format("a control event with {}", quote(event.data));
}

bool is_json_object(std::string_view text) {
  const auto canonical = canonical_json(text);
  return canonical ? canonical->starts_with('{') : exceeds_json_depth(text);
}

MaybeMismatch is_object(const SseEvent& event) {
  if (is_json_object(event.data)) return std::nullopt;
  return Mismatch{"a JSON object as payload of each control event", as_control(event)};
}

/// What is wrong with the first control event that is incomplete.
Check each_control(bool (*is_whole)(const SseControl&), std::string expected) {
  return [=, expected = std::move(expected)](const ObservedExchange& seen) {
    for (std::size_t i = 0; i < seen.controls.size(); ++i) {
      if (seen.controls[i] && !is_whole(*seen.controls[i])) {
        return MaybeMismatch{{expected, as_control(seen.exchange.events[i].event)}};
      }
    }
    return MaybeMismatch{};
  };
}

bool has_next_offset(const SseControl& control) {
  return control.next_offset && !control.next_offset->empty();
}

bool has_cursor_while_open(const SseControl& control) {
  return control.closed || control.cursor;
}

MaybeMismatch has_boolean_flags(const SseEvent& event) {
  const auto object = nlohmann::json::parse(event.data, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  for (const char* name : {"upToDate", "streamClosed"}) {
    if (object.contains(name) && !object[name].is_boolean()) {
      return Mismatch{fmt::format("{} true, false or absent", name), as_control(event)};
    }
  }
  return std::nullopt;
}

/// A member in another spelling is allowed beside the right one: extensions may add members.
MaybeMismatch has_camel_case(const SseEvent& event) {
  constexpr auto spellings = std::to_array<std::pair<const char*, const char*>>({
      {"streamNextOffset", "stream_next_offset"},
      {"streamCursor", "stream_cursor"},
      {"upToDate", "up_to_date"},
      {"streamClosed", "stream_closed"},
  });
  const auto object = nlohmann::json::parse(event.data, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  for (const auto& [right, wrong] : spellings) {
    if (object.contains(wrong) && !object.contains(right)) {
      return Mismatch{fmt::format("{} in camelCase", right), as_control(event)};
    }
  }
  return std::nullopt;
}

/// After each data event a control event comes before the next data event. If we closed the read,
/// the last control event may be missing.
MaybeMismatch has_control_after_data(const ObservedExchange& seen) {
  const SseEvent* unconfirmed = nullptr;
  for (const auto& [event, at] : seen.exchange.events) {
    if (event.type == "control") unconfirmed = nullptr;
    if (event.type != "data") continue;
    if (unconfirmed != nullptr) {
      return Mismatch{
          fmt::format("a control event after the data event {}", quote(unconfirmed->data)),
          fmt::format("another data event {}", quote(event.data))};
    }
    unconfirmed = &event;
  }
  const bool ended = seen.exchange.outcome == Outcome::complete && !seen.exchange.has_partial_event;
  if (unconfirmed == nullptr || !ended) return std::nullopt;
  return Mismatch{fmt::format("a control event after the data event {}", quote(unconfirmed->data)),
                  "the end of the response"};
}

bool announces_base64(const ObservedExchange& seen) {
  return http::equals_ignoring_case(seen.text("Stream-SSE-Data-Encoding"), "base64");
}

/// By the stream's media type, if it is known: the response's own is text/event-stream.
Applies is_sse_of(bool text) {
  return [=](const ObservedExchange& seen) {
    const StreamLifetime* stream = seen.stream();
    return is_sse(seen) && stream != nullptr && !stream->type.empty() &&
           http::is_text_over_sse(stream->type) == text;
  };
}

MaybeMismatch has_base64_header(const ObservedExchange& seen) {
  if (announces_base64(seen)) return std::nullopt;
  return wrong_header("Stream-SSE-Data-Encoding: base64", seen, "Stream-SSE-Data-Encoding");
}

MaybeMismatch has_no_base64_header(const ObservedExchange& seen) {
  if (!announces_base64(seen)) return std::nullopt;
  return wrong_header(fmt::format("no base64 for {}", quote(seen.stream()->type)), seen,
                      "Stream-SSE-Data-Encoding");
}

MaybeMismatch is_base64(const SseEvent& event) {
  if (http::base64_decode(event.data)) return std::nullopt;
  return Mismatch{"base64 text with padding (RFC 4648 4)",
                  fmt::format("a data event with {}", quote(event.data))};
}

bool is_json_sse(const ObservedExchange& seen) {
  return is_sse_of(true)(seen) && http::is_json(seen.stream()->type) && !announces_base64(seen) &&
         has_event("data")(seen);
}

MaybeMismatch is_json(const SseEvent& event) {
  const auto canonical = canonical_json(event.data);
  if (canonical || exceeds_json_depth(event.data)) return std::nullopt;
  return Mismatch{"valid JSON in each data event",
                  fmt::format("a data event with {} ({})", quote(event.data), canonical.error())};
}

/// The first control event that says that the stream is closed.
std::vector<SeenEvent>::const_iterator closing_event(const ObservedExchange& seen) {
  const auto closing = std::find_if(seen.controls.begin(), seen.controls.end(),
                                    [](const auto& control) { return control && control->closed; });
  return seen.exchange.events.begin() + (closing - seen.controls.begin());
}

bool has_closing_event(const ObservedExchange& seen) {
  return is_sse(seen) && closing_event(seen) != seen.exchange.events.end();
}

MaybeMismatch has_nothing_after_closing(const ObservedExchange& seen) {
  const auto end = seen.exchange.events.end();
  const auto after = std::find_if(std::next(closing_event(seen)), end, [](const SeenEvent& one) {
    return one.event.type == "data" || one.event.type == "control";
  });
  if (after == end) return std::nullopt;
  return Mismatch{"nothing after the control event with streamClosed: true",
                  fmt::format("a {} event with {}", after->event.type, quote(after->event.data))};
}

/// The protocol gives no time; this is far longer than closing a connection takes.
constexpr std::chrono::seconds disconnect_limit{10};

bool could_see_disconnect(const ObservedExchange& seen) {
  if (!has_closing_event(seen)) return false;
  const auto waited = seen.exchange.done - closing_event(seen)->at;
  return seen.exchange.outcome == Outcome::complete || waited >= disconnect_limit;
}

MaybeMismatch disconnects(const ObservedExchange& seen) {
  const bool hung =
      seen.exchange.outcome == Outcome::timed_out || seen.exchange.outcome == Outcome::closed_by_us;
  if (!hung) return std::nullopt;
  return Mismatch{"the end of the response after streamClosed: true",
                  fmt::format("it was still open {} s later", disconnect_limit.count())};
}

/// A first one may stand for an empty history.
MaybeMismatch is_never_empty(const ObservedExchange& seen) {
  const auto& events = seen.exchange.events;
  for (std::size_t i = 1; i < events.size(); ++i) {
    const auto& event = events[i].event;
    if (event.type != "data" || canonical_json(event.data) != "[]") continue;
    return Mismatch{"no data event without messages: heartbeats are comments",
                    fmt::format("a data event with {}", quote(event.data))};
  }
  return std::nullopt;
}

bool is_event_cursor_collision(const ObservedExchange& seen) {
  return has_event("control")(seen) && sends_cursor(seen);
}

MaybeMismatch is_event_cursor_past_clients(const ObservedExchange& seen) {
  const auto clients = seen.request.cursor.value_or("");
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    const auto& control = seen.controls[i];
    if (!control || control->closed) continue;
    const auto order = compare_decimal(control->cursor.value_or(""), clients);
    if (order.value_or(1) <= 0) {
      return Mismatch{fmt::format("a streamCursor greater than {}", clients),
                      as_control(seen.exchange.events[i].event)};
    }
  }
  return std::nullopt;
}

std::vector<Rule> event_rules() {
  return {
      {must("sse-control-json", "5.8/control-json", "A control event's payload is a JSON object"),
       has_event("control"), each("control", is_object)},
      {must("sse-control-names", "5.8/control-json", "Control fields are named in camelCase"),
       has_event("control"), each("control", has_camel_case)},
      {must("sse-control-flags", "5.8/control-json", "upToDate and streamClosed are booleans"),
       has_event("control"), each("control", has_boolean_flags)},
      {must("sse-next-offset", "5.8/control-next-offset",
            "Every control event has streamNextOffset"),
       has_event("control"),
       each_control(has_next_offset, "streamNextOffset, a string, in each control event")},
      {must("sse-cursor", "5.8/control-cursor",
            "Every control event of an open stream has streamCursor"),
       has_event("control"),
       each_control(has_cursor_while_open,
                    "streamCursor, a string, in each control event of an open stream")},
      {must("sse-cursor-collision", "10.1/cursor-collision",
            "A streamCursor is greater than the one its client brought", "R6"),
       is_event_cursor_collision, is_event_cursor_past_clients},
      {must("sse-control-after-data", "5.8/control-after-data",
            "Each data event is followed by a control event"),
       has_event("data"), has_control_after_data},
      {must("sse-encoding-header", "5.8/binary-encoding-header",
            "SSE of a stream neither text nor JSON announces base64"),
       is_sse_of(false), has_base64_header},
      {must("sse-no-encoding-on-text", "5.8/no-encoding-header-on-text",
            "SSE of text and JSON streams announces no base64"),
       is_sse_of(true), has_no_base64_header},
      {must("sse-base64", "5.8/base64-padded", "Data announced as base64 is base64"),
       [](const ObservedExchange& seen) {
         return has_event("data")(seen) && announces_base64(seen);
       },
       each("data", is_base64)},
      {must("sse-json-data", "5.8/json-event-whole",
            "Each data event of a JSON stream is valid JSON"),
       is_json_sse, each("data", is_json)},
      {must("sse-no-empty-data", "5.8/no-empty-data",
            "A data event of a JSON stream has messages: an idle event stream has none", "R43"),
       is_json_sse, is_never_empty},
      {must("sse-closed-is-last", "5.8/closed-after-all-data",
            "Nothing follows the control event with streamClosed"),
       has_closing_event, has_nothing_after_closing},
      {must("sse-closed-disconnects", "5.8/closed-disconnects",
            "The connection ends after the control event with streamClosed"),
       could_see_disconnect, disconnects},
  };
}

}  // namespace

std::vector<Rule> sse_rules() {
  std::vector<Rule> rules = about_content(event_rules());
  rules.insert(rules.begin(), {must("sse-content-type", "5.8/event-stream-type",
                                    "SSE has the media type text/event-stream", "R13"),
                               is_sse, has_event_stream_type});
  return rules;
}

}  // namespace conform
