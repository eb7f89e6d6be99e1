// The form of values in responses, whichever request they answer: one row for each header, and the
// members of control events.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/http/ascii.hpp"
#include "harness/http/timestamp.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

bool is_rfc3339(std::string_view text) {
  return http::parse_rfc3339(text).has_value();
}

/// Seconds as 5.1 writes them.
bool is_plain_number(std::string_view text) {
  return http::is_decimal(text) && (text == "0" || !text.starts_with('0'));
}

bool is_true_or_false(std::string_view text) {
  return http::equals_ignoring_case(text, "true") || http::equals_ignoring_case(text, "false");
}

/// RFC 9110 8.8.3.
bool is_entity_tag(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return false;
  return std::all_of(tag.begin() + 1, tag.end() - 1, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x21 && byte != '"' && byte != 0x7F;
  });
}

bool is_success(const ObservedExchange& seen) {
  return seen.success();
}

bool may_have_tag(const ObservedExchange& seen) {
  constexpr int not_modified = 304;
  return seen.success() || seen.status() == not_modified;
}

bool is_read(const ObservedExchange& seen) {
  constexpr int ok = 200;
  return seen.is(ReadMode::catch_up, ok) || seen.is(ReadMode::long_poll, ok);
}

/// A server that took a lifetime which is not written as 5.1 says may show it as it came (R23).
bool has_regular_lifetime(const ObservedExchange& seen) {
  if (seen.is(Method::put)) {
    return seen.success() && !seen.request.forks &&
           is_lifetime_in_form(seen.exchange.request.headers);
  }
  return seen.success() && seen.stream() != nullptr && !seen.stream()->odd_lifetime;
}

/// Malformed numbers are refused (R18), or were taken and shown as they came.
bool is_about_regular_producer(const ObservedExchange& seen) {
  return seen.request.producer || !seen.request.has_producer_headers;
}

struct ValueForm {
  const char* header;
  bool (*applies)(const ObservedExchange&);
  bool (*fits)(std::string_view);
  const char* expected;
  Level level;
  const char* id;
  const char* requirement;
  const char* title;
  const char* ruling = "";
};

constexpr auto forms = std::to_array<ValueForm>({
    {"Stream-Expires-At", has_regular_lifetime, is_rfc3339, "a time as RFC 3339 writes it",
     Level::must, "expires-at-form", "5.5/expires-at-value",
     "Stream-Expires-At is a time as RFC 3339 writes it", "R23"},
    {"Stream-TTL", has_regular_lifetime, is_plain_number, "a number of seconds, in digits alone",
     Level::must, "ttl-form", "5.5/ttl-value", "Stream-TTL is a number of seconds in digits"},
    {"Stream-Closed", is_success, is_true_or_false, "Stream-Closed: true", Level::must,
     "closed-value", "4.1/response-value-true",
     "Stream-Closed says true, in any letter case, or is not there"},
    {"Stream-Up-To-Date", is_read, is_true_or_false, "Stream-Up-To-Date: true", Level::must,
     "up-to-date-value", "5.6/up-to-date-at-tail", "Stream-Up-To-Date says true or is not there"},
    // Elsewhere the protocol calls the cursor an opaque string.
    {"Stream-Cursor", is_success, http::is_decimal, "a decimal number as Stream-Cursor",
     Level::should, "cursor-decimal", "10.1/cursor-decimal", "A cursor is a decimal number", "R6"},
    {"Producer-Epoch", is_about_regular_producer, http::is_decimal, "an integer, in digits alone",
     Level::must, "producer-epoch-form", "5.2.1/numbers-in-responses",
     "Producer-Epoch is an integer in digits, on every response"},
    {"Producer-Seq", is_about_regular_producer, http::is_decimal, "an integer, in digits alone",
     Level::must, "producer-seq-form", "5.2.1/numbers-in-responses",
     "Producer-Seq is an integer in digits, on every response"},
    {"Producer-Expected-Seq", is_about_regular_producer, http::is_decimal,
     "an integer, in digits alone", Level::must, "expected-seq-form", "5.2.1/numbers-in-responses",
     "Producer-Expected-Seq is an integer in digits, on every response"},
    {"Producer-Received-Seq", is_about_regular_producer, http::is_decimal,
     "an integer, in digits alone", Level::must, "received-seq-form", "5.2.1/numbers-in-responses",
     "Producer-Received-Seq is an integer in digits, on every response"},
    {"ETag", may_have_tag, is_entity_tag, "an entity tag in double quotes", Level::should,
     "etag-syntax", "5.6/etag-syntax", "An ETag is an entity tag as RFC 9110 8.8.3 writes it",
     "R22"},
});

MaybeMismatch in_form(const ObservedExchange& seen, const ValueForm& form) {
  const auto value = seen.text(form.header);
  if (form.fits(value)) return std::nullopt;
  auto mismatch = wrong_header(form.expected, seen, form.header);
  // They are quoted as evidence.
  if (form.fits == is_entity_tag && value.find('"') == std::string::npos) {
    mismatch.got += " (these double quotes are not part of it)";
  }
  return mismatch;
}

Rule rule_of(const ValueForm& form) {
  const auto info = form.level == Level::must ? must : should;
  return {info(form.id, form.requirement, form.title, form.ruling),
          [form](const ObservedExchange& seen) {
            return form.applies(seen) && seen.exchange.response.headers.contains(form.header);
          },
          [form](const ObservedExchange& seen) { return in_form(seen, form); }};
}

// ---- Headers that are there once ----------------------------------------------------------------

/// Fields whose value is no list (RFC 9110 5.3): recipients join repeated ones with a comma.
constexpr auto singletons = std::to_array<const char*>(
    {"Stream-Next-Offset", "Stream-Cursor", "Stream-Closed", "Stream-Up-To-Date", "Stream-TTL",
     "Stream-Expires-At", "Stream-SSE-Data-Encoding", "Producer-Epoch", "Producer-Seq",
     "Producer-Expected-Seq", "Producer-Received-Seq", "ETag", "Location", "Content-Type"});

MaybeMismatch has_each_once(const ObservedExchange& seen) {
  for (const auto* name : singletons) {
    const auto values = seen.exchange.response.headers.all(name);
    if (values.size() < 2) continue;
    return Mismatch{
        fmt::format("{} once", name),
        fmt::format("{}: {} and {}: {}", name, quote(values[0]), name, quote(values[1])), false,
        of_header(name, false)};
  }
  return std::nullopt;
}

bool is_of_known_method(const ObservedExchange& seen) {
  return !seen.is(Method::other);
}

// ---- Control events -----------------------------------------------------------------------------

bool has_control(const ObservedExchange& seen) {
  constexpr int ok = 200;
  return seen.is(ReadMode::sse, ok) &&
         std::any_of(seen.controls.begin(), seen.controls.end(),
                     [](const auto& control) { return control.has_value(); });
}

Mismatch wrong_control(std::string expected, const ObservedExchange& seen, std::size_t index) {
  return {std::move(expected),
          fmt::format("a control event with {}", quote(seen.exchange.events[index].event.data))};
}

MaybeMismatch has_decimal_cursors(const ObservedExchange& seen) {
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    const auto& control = seen.controls[i];
    if (!control || !control->cursor || http::is_decimal(*control->cursor)) continue;
    return wrong_control("a decimal number as streamCursor", seen, i);
  }
  return std::nullopt;
}

/// Data of every event but an empty JSON array or an empty text moves the position.
bool has_data(const http::SseEvent& event) {
  return event.type == "data" && !event.data.empty() && event.data != "[]";
}

/// Wrong data is reported by other rules, and what follows from it is not (R39).
bool has_right_data(const ObservedExchange& seen) {
  return has_control(seen) && std::all_of(seen.pieces.begin(), seen.pieces.end(),
                                          [](const Piece& piece) { return piece.agrees; });
}

/// Without data between them, two offsets may be names of one position (R25). The rules about
/// offsets look at those whose positions are known, which come first.
MaybeMismatch has_growing_offsets(const ObservedExchange& seen) {
  std::size_t placed = seen.pieces.size();
  std::string before_data;
  std::string greatest;
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    if (has_data(seen.exchange.events[i].event)) before_data = greatest;
    const auto& control = seen.controls[i];
    const bool has_offset =
        control && control->next_offset && is_not_sentinel(*control->next_offset);
    const bool is_placed = control && placed > 0;
    if (is_placed) --placed;
    if (!has_offset) continue;
    if (!is_placed && !before_data.empty() && *control->next_offset <= before_data) {
      return wrong_control(fmt::format("a streamNextOffset greater than {}, given before the data",
                                       quote(before_data)),
                           seen, i);
    }
    greatest = std::max(greatest, *control->next_offset);
  }
  return std::nullopt;
}

bool has_control_without_cursor(const ObservedExchange& seen) {
  return has_control(seen) && !seen.request.cursor;
}

/// To a client that sent a cursor, a server may answer each time with a random one above it (10.1).
MaybeMismatch has_growing_cursors(const ObservedExchange& seen) {
  std::string last = "0";
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    const auto& control = seen.controls[i];
    if (!control || !control->cursor || !http::is_decimal(*control->cursor)) continue;
    if (compare_decimal(*control->cursor, last).value_or(0) < 0) {
      return wrong_control(fmt::format("a streamCursor of at least {}, as before", last), seen, i);
    }
    last = *control->cursor;
  }
  return std::nullopt;
}

std::vector<Rule> control_rules() {
  return {
      {should("sse-cursor-decimal", "10.1/cursor-decimal", "A streamCursor is a decimal number",
              "R6"),
       has_control, has_decimal_cursors},
      {must("sse-offsets-grow", "8/strictly-increasing",
            "In an event stream, an offset behind data is greater than those before it", "R25"),
       has_right_data, has_growing_offsets},
      {must("sse-cursors-grow", "10.1/cursor-never-backwards",
            "In an event stream, cursors never fall", "R6"),
       has_control_without_cursor, has_growing_cursors},
  };
}

}  // namespace

bool is_lifetime_in_form(const http::Headers& headers) {
  const auto fits = [&](std::string_view name, bool (*form)(std::string_view)) {
    const auto values = headers.all(name);
    return values.empty() || (values.size() == 1 && form(http::trim(values[0])));
  };
  return fits("Stream-TTL", is_plain_number) && fits("Stream-Expires-At", is_rfc3339);
}

std::vector<Rule> value_rules() {
  std::vector<Rule> rules;
  for (const auto& form : forms) rules.push_back(rule_of(form));
  rules.push_back({must("header-once", "H/header-once",
                        "A header field that takes one value is in a response once"),
                   is_of_known_method, has_each_once});
  for (auto& rule : about_content(control_rules())) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace conform
