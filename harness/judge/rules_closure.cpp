// Closure (sections 4.1, 5.3): confirmed on request, final, and visible from then on.
#include <fmt/format.h>

#include <algorithm>

#include "harness/http/media_type.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

bool is_created_closed(const ObservedExchange& seen) {
  return seen.is(Method::put, 201) && seen.request.closes;
}

/// For a stream that was closed only later, the header may be omitted (section 5.1).
bool is_put_of_created_closed(const ObservedExchange& seen) {
  const StreamLifetime* stream = seen.stream();
  return seen.is(Method::put, 200) && seen.request.closes && stream != nullptr &&
         stream->closed == stream->began;
}

bool is_accepted_close(const ObservedExchange& seen) {
  return seen.is(Method::post) && seen.success() && seen.request.closes && !seen.request.has_body &&
         !seen.request.has_producer_headers;
}

/// The protocol does not say whether a producer's duplicate closes if the first request did not.
bool is_accepted_append_of_closed(const ObservedExchange& seen) {
  const bool duplicate = seen.request.has_producer_headers && seen.status() == 204;
  return seen.is(Method::post) && seen.success() && seen.request.has_body &&
         ((seen.request.closes && !duplicate) || seen.after_close());
}

bool is_append_after_close(const ObservedExchange& seen) {
  return seen.is(Method::post) && seen.request.has_body && seen.after_close();
}

bool is_plain_append_after_close(const ObservedExchange& seen) {
  return is_append_after_close(seen) && !seen.request.has_producer_headers;
}

/// A producer's duplicate may be answered with 204.
bool is_producer_append_after_close(const ObservedExchange& seen) {
  return is_append_after_close(seen) && seen.request.producer;
}

MaybeMismatch accepted(const ObservedExchange& seen) {
  return Mismatch{"409 with Stream-Closed: true after the stream was closed",
                  fmt::format("status {}", seen.status())};
}

MaybeMismatch refuses_append(const ObservedExchange& seen) {
  return seen.success() ? accepted(seen) : std::nullopt;
}

MaybeMismatch refuses_new_data(const ObservedExchange& seen) {
  return seen.status() == 200 ? accepted(seen) : std::nullopt;
}

/// A 409 that only closure explains: its precedence over other conflicts is only a SHOULD.
bool is_conflict_with_closure(const ObservedExchange& seen) {
  return seen.is(Method::post, 409) && is_plain_append_after_close(seen) && seen.request.type &&
         !seen.stream()->type.empty() &&
         http::same_media_type(seen.stream()->type, *seen.request.type) &&
         !seen.exchange.request.headers.contains("Stream-Seq");
}

bool is_closed_conflict(const ObservedExchange& seen) {
  return seen.is(Method::post, 409) && seen.request.has_body && !seen.request.may_close &&
         seen.says("Stream-Closed");
}

/// A read or HEAD after the close, not from a cache: at the tail it must show closure.
Applies shows_tail_after_close(ReadMode mode, int status) {
  return [=](const ObservedExchange& seen) {
    const bool at_tail = status == 204 || seen.says("Stream-Up-To-Date");
    return seen.is(mode, status) && at_tail && seen.after_close() && seen.is_fresh();
  };
}

bool is_head_after_close(const ObservedExchange& seen) {
  return seen.is(Method::head, 200) && seen.after_close() && seen.is_fresh();
}

bool is_sse_after_close(const ObservedExchange& seen) {
  return seen.is(ReadMode::sse, 200) && !seen.exchange.events.empty() && seen.after_close() &&
         seen.is_fresh();
}

std::string control_event(const ObservedExchange& seen, std::size_t index) {
  return fmt::format("a control event with {}", quote(seen.exchange.events[index].event.data));
}

MaybeMismatch control_at_tail_is_closed(const ObservedExchange& seen) {
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    const auto& control = seen.controls[i];
    if (control && control->up_to_date && !control->closed) {
      return Mismatch{"streamClosed: true beside upToDate: true on a closed stream",
                      control_event(seen, i)};
    }
  }
  return std::nullopt;
}

/// A stream that no request can have closed.
bool is_certainly_open(const ObservedExchange& seen) {
  if (seen.is(Method::put, 201)) {
    return !seen.request.may_close && seen.history.begins_open(seen.sent);
  }
  const bool can_tell = seen.is(Method::get) || seen.is(Method::head) || seen.is(Method::post) ||
                        (seen.is(Method::put, 200) && !seen.request.may_close);
  return can_tell && seen.stream() != nullptr && !seen.stream()->may_be_closed &&
         !seen.history.may_be_of_earlier_stream(seen.exchange);
}

MaybeMismatch signals_no_closure(const ObservedExchange& seen) {
  if (seen.says("Stream-Closed")) {
    return wrong_header("no closure of a stream that nobody closed", seen, "Stream-Closed");
  }
  for (std::size_t i = 0; i < seen.controls.size(); ++i) {
    if (seen.controls[i] && seen.controls[i]->closed) {
      return Mismatch{"no closure of a stream that nobody closed", control_event(seen, i)};
    }
  }
  return std::nullopt;
}

std::vector<Rule> confirmation_rules() {
  const auto confirms = has_true("Stream-Closed");
  return {
      {must("closed-on-201", "5.1/closed-on-201",
            "The creation of a closed stream is answered with Stream-Closed: true"),
       is_created_closed, confirms},
      {must("closed-on-put-200", "5.1/closed-on-200",
            "A repeated PUT of a stream created closed is answered with Stream-Closed: true"),
       is_put_of_created_closed, confirms},
      {must("closed-on-close", "5.3/closed-header",
            "A successful close is answered with Stream-Closed: true"),
       is_accepted_close, confirms},
      {must("closed-on-append", "5.2/closed-on-success",
            "A successful append is answered with Stream-Closed: true when the stream is closed"),
       is_accepted_append_of_closed, confirms},
  };
}

std::vector<Rule> finality_rules() {
  return {
      {must("closed-refuses-append", "5.2/closed-409", "A closed stream takes no append", "R3"),
       is_plain_append_after_close, refuses_append},
      {must("closed-refuses-producer", "5.2.1/closed-new-409",
            "A closed stream takes no new data of a producer", "R3"),
       is_producer_append_after_close, refuses_new_data},
      {must("closed-409-header", "5.2/closed-409-header",
            "The 409 of a closed stream carries Stream-Closed: true", "R3"),
       is_conflict_with_closure, has_true("Stream-Closed")},
      {must("closed-409-next-offset", "5.2/closed-409-next-offset",
            "The 409 of a closed stream carries its final offset"),
       is_closed_conflict, has("Stream-Next-Offset")},
  };
}

std::vector<Rule> visibility_rules() {
  const auto shows = has_true("Stream-Closed");
  return {
      {must("closed-on-head", "5.5/closed-shown",
            "HEAD of a closed stream says Stream-Closed: true"),
       is_head_after_close, shows},
      {must("closed-at-tail", "5.6/closed-at-tail",
            "A catch-up read at the end of a closed stream says Stream-Closed: true", "R1"),
       shows_tail_after_close(ReadMode::catch_up, 200), shows},
      {must("closed-on-long-poll-200", "5.7/closed-on-200",
            "A long-poll that brings the last data of a closed stream says Stream-Closed: true"),
       shows_tail_after_close(ReadMode::long_poll, 200), shows},
      {must("closed-on-long-poll-204", "5.7/closed-on-204",
            "A long-poll at the end of a closed stream says Stream-Closed: true"),
       shows_tail_after_close(ReadMode::long_poll, 204), shows},
      {must("closed-on-sse", "5.8/control-closed",
            "SSE at the end of a closed stream says streamClosed: true", "R2"),
       is_sse_after_close, control_at_tail_is_closed},
      {must("never-closed-early", "4.1/never-closed-early",
            "No answer signals closure of a stream that nobody closed"),
       is_certainly_open, signals_no_closure},
  };
}

}  // namespace

std::vector<Rule> closure_rules() {
  std::vector<Rule> rules;
  for (auto* part : {confirmation_rules, finality_rules, visibility_rules}) {
    auto more = part();
    rules.insert(rules.end(), more.begin(), more.end());
  }
  return about_content(std::move(rules));
}

}  // namespace conform
