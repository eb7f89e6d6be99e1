// Header fields that responses must have, each checked on the response alone.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "harness/http/ascii.hpp"
#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/entity_tags.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"
#include "harness/judge/stream_registry.hpp"
#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

bool is_catch_up_from_offset(const ObservedExchange& seen) {
  return seen.is(ReadMode::catch_up, 200) && seen.request.offset != "now";
}

bool is_catch_up_from_now(const ObservedExchange& seen) {
  return seen.is(ReadMode::catch_up, 200) && seen.request.offset == "now";
}

bool is_long_poll_from_offset(const ObservedExchange& seen) {
  return seen.is(ReadMode::long_poll, 200) && seen.request.offset != "now";
}

bool is_plain_read(const ObservedExchange& seen) {
  return seen.is(ReadMode::catch_up, 200) || seen.is(ReadMode::long_poll, 200);
}

/// Success of a POST, with or without a body, from a producer or not.
Applies accepted_post(bool with_body, bool with_producer) {
  return [=](const ObservedExchange& seen) {
    return seen.is(Method::post) && (seen.status() == 200 || seen.status() == 204) &&
           seen.request.has_body == with_body &&
           seen.request.has_producer_headers == with_producer && (with_body || seen.request.closes);
  };
}

/// The protocol does not say what the response to a duplicate has besides the echoed headers
/// (section 5.2.1).
bool is_new_from_producer(const ObservedExchange& seen) {
  return accepted_post(true, true)(seen) && seen.status() == 200;
}

/// Live responses that do not say that the stream is closed: those have a cursor.
Applies open_long_poll(int status) {
  return [=](const ObservedExchange& seen) {
    return seen.is(ReadMode::long_poll, status) && !seen.says("Stream-Closed");
  };
}

/// The response has a media type, that of the request if it had one. An invalid media type may be
/// ignored.
MaybeMismatch has_requested_type(const ObservedExchange& seen) {
  const auto answered = seen.header("Content-Type");
  const auto& sent = seen.request.type;
  const auto requested = sent && http::is_media_type(*sent) ? sent : std::nullopt;
  const bool fits = answered && (!requested || http::same_media_type(*answered, *requested));
  if (fits) return std::nullopt;
  return wrong_header(requested ? fmt::format("Content-Type: {}", quote(*requested))
                                : std::string("a Content-Type header"),
                      seen, "Content-Type");
}

/// The path of a URL or path reference; nullopt for a reference relative to the path.
std::optional<std::string_view> path_of(std::string_view reference) {
  if (const auto scheme = reference.find("://"); scheme != std::string_view::npos) {
    reference.remove_prefix(scheme + 1);
  }
  if (reference.starts_with("//")) {
    reference.remove_prefix(std::min(reference.find('/', 2), reference.size()));
  }
  if (!reference.starts_with('/')) return std::nullopt;
  return reference;
}

/// Only the path is compared: behind a proxy a server may have another host name.
MaybeMismatch has_location(const ObservedExchange& seen) {
  const auto location = seen.header("Location");
  const auto target = path_of(seen.exchange.request.target);
  if (location) {
    const auto path = path_of(*location);
    if (!path || !target || stream_key(*path) == stream_key(*target)) return std::nullopt;
  }
  return wrong_header(
      fmt::format("a Location that leads to {}", quote(seen.exchange.request.target)), seen,
      "Location");
}

bool has_directive(const ObservedExchange& seen,
                   std::initializer_list<std::string_view> directives) {
  const auto policy =
      http::to_lower(seen.exchange.response.headers.combined("Cache-Control").value_or(""));
  return std::any_of(directives.begin(), directives.end(), [&](std::string_view directive) {
    return policy.find(directive) != std::string::npos;
  });
}

/// The protocol requires the effect and names ways to it only as examples.
MaybeMismatch is_not_cacheable(const ObservedExchange& seen) {
  if (has_directive(seen, {"no-store", "no-cache", "max-age=0"})) return std::nullopt;
  return wrong_header("Cache-Control: no-store", seen, "Cache-Control");
}

MaybeMismatch is_not_stored(const ObservedExchange& seen) {
  if (has_directive(seen, {"no-store"})) return std::nullopt;
  return wrong_header("Cache-Control: no-store", seen, "Cache-Control");
}

MaybeMismatch varies_by_coding(const ObservedExchange& seen) {
  if (!is_coded(seen.exchange.response) || has_directive(seen, {"no-store", "private"})) {
    return std::nullopt;
  }
  const auto vary = http::to_lower(seen.exchange.response.headers.combined("Vary").value_or(""));
  if (vary.find("accept-encoding") != std::string::npos || vary.find('*') != std::string::npos) {
    return std::nullopt;
  }
  return Mismatch{fmt::format("Vary: Accept-Encoding beside {}", shown(seen, "Content-Encoding")),
                  shown(seen, "Vary")};
}

Check has_one_of(std::string name, std::vector<std::string_view> values) {
  return [name = std::move(name), values = std::move(values)](const ObservedExchange& seen) {
    const auto value = seen.header(name).value_or("");
    const bool fits = std::any_of(values.begin(), values.end(), [&](std::string_view expected) {
      return http::equals_ignoring_case(value, expected);
    });
    if (fits) return MaybeMismatch{};
    return MaybeMismatch{
        wrong_header(fmt::format("{}: {}", name, fmt::join(values, " or ")), seen, name)};
  };
}

bool is_any(const ObservedExchange& seen) {
  return !seen.is(Method::other);
}

bool is_long_poll_with_cursor(const ObservedExchange& seen) {
  return (open_long_poll(200)(seen) || open_long_poll(204)(seen)) && seen.header("Stream-Cursor");
}

bool is_collision(const ObservedExchange& seen) {
  return is_long_poll_with_cursor(seen) && sends_cursor(seen) &&
         http::is_decimal(seen.text("Stream-Cursor"));
}

/// A server that cannot exceed it may reject the request.
bool is_large_collision(const ObservedExchange& seen) {
  return is_long_poll_with_cursor(seen) && sends_large_cursor(seen) &&
         http::is_decimal(seen.text("Stream-Cursor"));
}

/// A cursor below the current interval is answered with the current one, so this holds in every
/// case.
MaybeMismatch is_past_clients_cursor(const ObservedExchange& seen) {
  const auto order = compare_decimal(seen.text("Stream-Cursor"), seen.request.cursor.value_or(""));
  if (order.value_or(1) > 0) return std::nullopt;
  return wrong_header(
      fmt::format("a Stream-Cursor greater than {}", seen.request.cursor.value_or("")), seen,
      "Stream-Cursor");
}

std::vector<Rule> next_offset_rules() {
  const auto has_it = has("Stream-Next-Offset");
  return {
      {must("next-offset-on-201", "5.1/next-offset-on-201",
            "A 201 to PUT carries the tail as Stream-Next-Offset"),
       answered(Method::put, 201), has_it},
      {must("next-offset-on-put-200", "5.1/next-offset-on-200",
            "A 200 to a repeated PUT carries Stream-Next-Offset"),
       answered(Method::put, 200), has_it},
      {must("next-offset-on-append", "5.2/next-offset-on-success",
            "A successful append carries the new tail as Stream-Next-Offset"),
       accepted_post(true, false), has_it},
      {must("next-offset-on-close", "5.3/next-offset",
            "A successful close carries Stream-Next-Offset"),
       accepted_post(false, false), has_it},
      {must("next-offset-on-producer-append", "5.2.1/next-offset-on-success",
            "New data of a producer is answered with the new tail as Stream-Next-Offset"),
       is_new_from_producer, has_it},
      {must("next-offset-on-head", "5.5/next-offset",
            "HEAD reports the tail as Stream-Next-Offset"),
       answered(Method::head, 200), has_it},
      {must("next-offset-on-read", "5.6/next-offset",
            "A catch-up read says where to read on, in Stream-Next-Offset"),
       is_catch_up_from_offset, has_it},
      {must("next-offset-on-now", "8/now-next-offset",
            "A read of offset=now carries the tail as Stream-Next-Offset"),
       is_catch_up_from_now, has_it},
      {must("next-offset-on-long-poll-200", "5.7/next-offset-on-200",
            "A long-poll that brings data says where to read on, in Stream-Next-Offset"),
       answered(ReadMode::long_poll, 200), has_it},
      {must("next-offset-on-long-poll-204", "5.7/next-offset-on-204",
            "A long-poll that timed out carries the tail as Stream-Next-Offset"),
       answered(ReadMode::long_poll, 204), has_it},
  };
}

std::vector<Rule> type_rules() {
  return {
      {must("type-on-201", "5.1/type-on-201", "A 201 to PUT carries the stream's media type",
            "R13"),
       answered(Method::put, 201), has_requested_type},
      {must("type-on-put-200", "5.1/type-on-200",
            "A 200 to a repeated PUT carries the stream's media type", "R13"),
       answered(Method::put, 200), has_requested_type},
      {must("type-on-head", "5.5/content-type", "HEAD reports the stream's media type", "R13"),
       answered(Method::head, 200), has("Content-Type")},
      {must("type-on-read", "2/content-type-on-reads",
            "Every plain read carries the stream's media type", "R13"),
       is_plain_read, has("Content-Type")},
      {should("location-on-201", "5.1/location-on-201",
              "A 201 to PUT carries a Location that leads to the stream", "R13"),
       answered(Method::put, 201), has_location},
  };
}

std::vector<Rule> state_rules() {
  return {
      {must("up-to-date-on-204", "5.7/up-to-date-on-204",
            "A long-poll that timed out says Stream-Up-To-Date: true"),
       answered(ReadMode::long_poll, 204), has_true("Stream-Up-To-Date")},
      {must("now-up-to-date", "8/now-up-to-date",
            "A read of offset=now says Stream-Up-To-Date: true"),
       is_catch_up_from_now, has_true("Stream-Up-To-Date")},
  };
}

std::vector<Rule> cursor_rules() {
  return {
      {must("cursor-on-long-poll-200", "5.7/cursor-on-200",
            "A long-poll that brings data of an open stream carries a Stream-Cursor", "R13"),
       open_long_poll(200), has("Stream-Cursor")},
      {must("cursor-on-long-poll-204", "5.7/cursor-on-204",
            "A long-poll that timed out on an open stream carries a Stream-Cursor"),
       open_long_poll(204), has("Stream-Cursor")},
      {must("cursor-collision", "10.1/cursor-collision",
            "A long-poll's cursor is greater than the one its client brought", "R6"),
       is_collision, is_past_clients_cursor},
      {should("cursor-large", "10.1/cursor-large",
              "A cursor that no server hands out is not answered with a lower one", "R6"),
       is_large_collision, is_past_clients_cursor},
  };
}

std::vector<Rule> cache_rules() {
  return {
      {must("etag-on-read", "5.6/etag", "A catch-up read carries an ETag", "R5"),
       is_catch_up_from_offset, has("ETag")},
      {must("etag-on-long-poll", "5.7/etag-on-200", "A long-poll that brings data carries an ETag",
            "R5"),
       is_long_poll_from_offset, has("ETag")},
      {should("vary-by-coding", "H/coding-vary",
              "A compressed read that caches may store names Accept-Encoding in Vary"),
       is_catch_up_from_offset, varies_by_coding},
      {should("cache-control-on-read", "5.6/cache-control",
              "A catch-up read carries Cache-Control"),
       is_catch_up_from_offset, has("Cache-Control")},
      {should("head-not-cacheable", "5.5/not-cacheable", "Answers to HEAD are not cacheable"),
       answered(Method::head, 200), is_not_cacheable},
      {should("now-no-store", "8/now-no-store",
              "A read of offset=now carries Cache-Control: no-store"),
       is_catch_up_from_now, is_not_stored},
  };
}

std::vector<Rule> browser_rules() {
  return {
      {should("nosniff", "12.7/nosniff", "Every answer carries X-Content-Type-Options: nosniff"),
       is_any, has_one_of("X-Content-Type-Options", {"nosniff"})},
      {should("resource-policy", "12.7/resource-policy",
              "Every answer carries Cross-Origin-Resource-Policy"),
       is_any,
       has_one_of("Cross-Origin-Resource-Policy", {"cross-origin", "same-site", "same-origin"})},
  };
}

}  // namespace

std::vector<Rule> header_rules() {
  std::vector<Rule> rules;
  for (auto* part :
       {next_offset_rules, type_rules, state_rules, cursor_rules, cache_rules, browser_rules}) {
    auto more = part();
    rules.insert(rules.end(), more.begin(), more.end());
  }
  return rules;
}

}  // namespace conform
