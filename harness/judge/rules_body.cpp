// Response bodies: their form, and where none is allowed.
#include <fmt/format.h>

#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

bool is_whole_plain_read(const ObservedExchange& seen) {
  return (seen.is(ReadMode::catch_up, 200) || seen.is(ReadMode::long_poll, 200)) &&
         seen.has_whole_body();
}

bool is_json_read(const ObservedExchange& seen) {
  return is_whole_plain_read(seen) && seen.answers_json();
}

/// Nothing was appended after the position it reads from, and no write is under way.
bool reads_known_empty(const ObservedExchange& seen) {
  const auto start = seen.history.start_of(seen.exchange, seen.request, seen.sent);
  return start && seen.content().base_known && seen.content().known.is_json() &&
         seen.history.unwritten_since(seen.sent) && *start == seen.content().total;
}

bool is_empty_json_read(const ObservedExchange& seen) {
  return is_json_read(seen) && (seen.exchange.response.body.empty() || reads_known_empty(seen));
}

bool is_nonempty_json_read(const ObservedExchange& seen) {
  return is_json_read(seen) && !is_empty_json_read(seen);
}

bool is_array(std::string_view body) {
  return canonical_elements(body) || exceeds_json_depth(body);
}

MaybeMismatch is_json_array(const ObservedExchange& seen) {
  const auto& body = seen.exchange.response.body;
  if (is_array(body)) return std::nullopt;
  return Mismatch{"a JSON array",
                  fmt::format("{} ({})", quote(body), canonical_elements(body).error())};
}

/// Whether the array has messages is checked by the content rules.
MaybeMismatch is_some_array(const ObservedExchange& seen) {
  const auto& body = seen.exchange.response.body;
  if (is_array(body)) return std::nullopt;
  return Mismatch{"the body []",
                  body.empty() ? "a body of 0 bytes" : fmt::format("the body {}", quote(body))};
}

bool is_whole_catch_up_from_now(const ObservedExchange& seen) {
  return seen.is(ReadMode::catch_up, 200) && seen.request.offset == "now" && seen.has_whole_body();
}

MaybeMismatch is_empty_array(const ObservedExchange& seen) {
  const auto elements = canonical_elements(seen.exchange.response.body);
  if (elements && elements->empty()) return std::nullopt;
  return Mismatch{"the body []", fmt::format("the body {}", quote(seen.exchange.response.body))};
}

MaybeMismatch has_no_body(const ObservedExchange& seen) {
  if (seen.exchange.response.body.empty()) return std::nullopt;
  return Mismatch{"no body", fmt::format("the body {}", quote(seen.exchange.response.body))};
}

/// RFC 9110 8.6 allows neither; a length of 0 misleads nobody.
MaybeMismatch announces_no_body(const ObservedExchange& seen) {
  const auto& headers = seen.exchange.response.headers;
  const auto length = value_of(headers, "Content-Length");
  if (length && length != "0") {
    return Mismatch{"no Content-Length", fmt::format("Content-Length: {}", *length)};
  }
  const auto coding = value_of(headers, "Transfer-Encoding");
  if (!coding) return std::nullopt;
  return Mismatch{"no Transfer-Encoding", fmt::format("Transfer-Encoding: {}", *coding)};
}

/// HTTP/2 and later frame bodies by themselves. Of a 204, another rule says it.
bool is_framed_by_fields(const ObservedExchange& seen) {
  constexpr int no_content = 204;
  const auto& version = seen.exchange.http_version;
  return !seen.is(Method::other) && seen.status() != no_content &&
         (version.empty() || version.starts_with('1'));
}

/// RFC 9112 6.2. Clients take the chunks, and proxies that take the length read on elsewhere.
MaybeMismatch has_length_or_coding(const ObservedExchange& seen) {
  const auto& headers = seen.exchange.response.headers;
  const auto length = value_of(headers, "Content-Length");
  const auto coding = value_of(headers, "Transfer-Encoding");
  if (!length || !coding) return std::nullopt;
  return Mismatch{
      "Content-Length or Transfer-Encoding, not both",
      fmt::format("Content-Length: {} and Transfer-Encoding: {}", quote(*length), quote(*coding))};
}

std::vector<Rule> content_rules() {
  return {
      {must("json-read-is-array", "9.1.1/array-of-all", "A read of a JSON stream is a JSON array"),
       is_nonempty_json_read, is_json_array},
      {must("json-empty-range", "9.1.5/empty-range",
            "A read of a JSON stream without messages is []", "R1"),
       is_empty_json_read, is_some_array},
      {must("now-empty-body", "8/now-empty-body", "A read of offset=now brings no data"),
       [](const ObservedExchange& seen) {
         return is_whole_catch_up_from_now(seen) && !seen.answers_json();
       },
       has_no_body},
      {must("now-empty-array", "8/now-empty-array",
            "A read of offset=now of a JSON stream brings no message", "R1"),
       [](const ObservedExchange& seen) {
         return is_whole_catch_up_from_now(seen) && seen.answers_json();
       },
       is_empty_array},
  };
}

std::vector<Rule> framing_rules() {
  return {
      {must("head-no-body", "5.5/no-body", "An answer to HEAD has no body"),
       [](const ObservedExchange& seen) { return seen.is(Method::head); }, has_no_body},
      {must("no-content-no-body", "H/body-framing", "A 204 has no body"),
       [](const ObservedExchange& seen) { return seen.status() == 204; }, has_no_body},
      {must("no-content-no-length", "H/body-framing",
            "A 204 announces no body: neither Content-Length nor Transfer-Encoding"),
       [](const ObservedExchange& seen) { return seen.status() == 204; }, announces_no_body},
      {must("length-or-coding", "H/response-form",
            "A response has a Content-Length or a Transfer-Encoding, never both"),
       is_framed_by_fields, has_length_or_coding},
      {must("not-modified-no-body", "10.1/not-modified-no-body", "A 304 has no body"),
       [](const ObservedExchange& seen) { return seen.status() == 304; }, has_no_body},
  };
}

}  // namespace

std::vector<Rule> body_rules() {
  auto rules = about_content(content_rules());
  for (auto& rule : framing_rules()) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace conform
