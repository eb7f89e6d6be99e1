// Which statuses may answer which requests. Error statuses other than the protocol's own are left
// to HTTP; what success means is not.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "harness/http/ascii.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

Check is_one_of(std::vector<int> statuses) {
  return [statuses = std::move(statuses)](const ObservedExchange& seen) {
    const bool fits = std::find(statuses.begin(), statuses.end(), seen.status()) != statuses.end();
    if (fits) return MaybeMismatch{};
    return MaybeMismatch{wrong_status(fmt::format("status {}", fmt::join(statuses, " or ")), seen)};
  };
}

Applies succeeded(Method method) {
  return [=](const ObservedExchange& seen) { return seen.is(method) && seen.success(); };
}

Applies succeeded(ReadMode mode) {
  return [=](const ObservedExchange& seen) {
    return seen.request.mode == mode && seen.success() && seen.request.is_plain;
  };
}

bool is_append(const ObservedExchange& seen) {
  return seen.is(Method::post) && seen.success() && seen.request.has_body &&
         !seen.request.has_producer_headers;
}

bool is_close_only(const ObservedExchange& seen) {
  return seen.is(Method::post) && seen.success() && !seen.request.has_body && seen.request.closes &&
         !seen.request.has_producer_headers;
}

bool is_from_producer(const ObservedExchange& seen) {
  return seen.is(Method::post) && seen.success() && seen.request.producer.has_value();
}

bool has_known_method(const ObservedExchange& seen) {
  return !seen.is(Method::other);
}

/// A percent sign that is not part of an escape makes the target an invalid URI: the HTTP layer may
/// reject it (R20).
bool has_well_formed_target(const ObservedExchange& seen) {
  const std::string_view target = seen.exchange.request.target;
  for (auto at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1)) {
    if (at + 2 >= target.size() || !http::is_hex_digit(target[at + 1]) ||
        !http::is_hex_digit(target[at + 2]))
      return false;
  }
  return true;
}

bool is_well_formed(const ObservedExchange& seen) {
  return has_known_method(seen) && has_well_formed_target(seen);
}

/// Errors that RFC 9110 allows a server or gateway in trouble: overload is not a response to the
/// request itself. 501 is the protocol's own response, 505 is about HTTP, 507 about storage.
MaybeMismatch is_no_server_error(const ObservedExchange& seen) {
  constexpr auto excused = std::to_array({501, 502, 503, 504, 505, 507});
  const int status = seen.status();
  const bool is_excused = std::find(excused.begin(), excused.end(), status) != excused.end();
  if (status < 500 || is_excused) {
    return std::nullopt;
  }
  return wrong_status("no 5xx for a well-formed request", seen);
}

MaybeMismatch has_allow(const ObservedExchange& seen) {
  if (seen.exchange.response.headers.contains("Allow")) return std::nullopt;
  return wrong_header("an Allow header", seen, "Allow");
}

MaybeMismatch was_conditional(const ObservedExchange& seen) {
  const auto& headers = seen.exchange.request.headers;
  if (headers.contains("If-None-Match") || headers.contains("If-Modified-Since")) {
    return std::nullopt;
  }
  return wrong_status("no 304 to a request without a condition", seen);
}

}  // namespace

std::vector<Rule> status_rules() {
  return {
      {should("allow-on-405", "H/allow-on-405", "A 405 names the methods there are, in Allow"),
       [](const ObservedExchange& seen) { return seen.status() == 405; }, has_allow},
      {must("put-status", "5.1/create-201", "A PUT that succeeds is answered with 201 or 200"),
       succeeded(Method::put), is_one_of({200, 201})},
      {must("append-status", "5.2/append-204",
            "An append without producer headers that succeeds is answered with 204", "R19"),
       is_append, is_one_of({204})},
      {must("close-status", "5.3/close-204",
            "A close without data that succeeds is answered with 204"),
       is_close_only, is_one_of({204})},
      {must("producer-status", "5.2.1/next-seq-200",
            "A producer's request that succeeds is answered with 200 or, as a duplicate, 204",
            "R19"),
       is_from_producer, is_one_of({200, 204})},
      {must("delete-status", "5.4/delete-204", "A DELETE that succeeds is answered with 204"),
       succeeded(Method::del), is_one_of({204})},
      {must("head-status", "5.5/head-200", "A HEAD that succeeds is answered with 200"),
       succeeded(Method::head), is_one_of({200})},
      {should("read-status", "5.6/tail-200",
              "A catch-up read that succeeds is answered with 200, also without data"),
       succeeded(ReadMode::catch_up), is_one_of({200})},
      {must("long-poll-status", "5.7/timeout-204",
            "A long-poll that succeeds is answered with 200 or, without data, 204"),
       succeeded(ReadMode::long_poll), is_one_of({200, 204})},
      {must("never-5xx", "H/never-5xx", "No request provokes an internal server error", "R20"),
       is_well_formed, is_no_server_error},
      {must("not-modified-when-asked", "5.6/read-200",
            "Only a conditional request is answered with 304"),
       [](const ObservedExchange& seen) { return seen.status() == 304; }, was_conditional},
  };
}

}  // namespace conform
