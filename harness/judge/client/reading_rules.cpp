// How one reader goes on: from the offset and with the cursor that it was given last, and not after
// the end.
#include <fmt/format.h>

#include "harness/judge/client/client_rule.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;
using When = ClientRule::When;
using Scope = ClientRule::Scope;

/// A read after one that was answered to the end, by the same reader.
bool goes_on(const ClientRequest& sent) {
  const bool is_clear = sent.is(Method::get) && sent.request.mode != ReadMode::unclear;
  const auto& last = sent.reader.read;
  return is_clear && !sent.reader.has_parallel_reads && last.exchange != 0 && !last.under_way &&
         last.whole;
}

bool goes_on_open(const ClientRequest& sent) {
  return goes_on(sent) && !sent.reader.read.closed && sent.reader.read.next;
}

bool goes_on_after_sse(const ClientRequest& sent) {
  return goes_on_open(sent) && sent.reader.read.mode == ReadMode::sse;
}

bool goes_on_after_other(const ClientRequest& sent) {
  return goes_on_open(sent) && sent.reader.read.mode != ReadMode::sse;
}

/// An offset that nobody gave is reported by another rule.
MaybeMismatch continues(const ClientRequest& sent) {
  const auto& last = sent.reader.read;
  const auto& offset = sent.request.offset;
  if (offset == *last.next || offset == "now") return std::nullopt;
  if (offset != "-1") {
    const auto given = sent.stream.offsets.find(offset);
    const bool is_lawful = given == sent.stream.offsets.end() ||
                           given->second.was_given_since(last.began, last.exchange);
    if (is_lawful) return std::nullopt;
  }
  // A conditional read of the same URL asks whether there is anything new.
  if (sent.header("If-None-Match") && offset == last.offset) return std::nullopt;
  return Mismatch{fmt::format("offset={}, the last one that it was given", quote(*last.next, 200)),
                  fmt::format("offset={}", quote(offset, 200))};
}

bool is_sse_after_last(const ClientRequest& sent) {
  return goes_on(sent) && sent.request.mode == ReadMode::sse &&
         sent.reader.read.mode == ReadMode::sse;
}

bool is_live_after_last(const ClientRequest& sent) {
  return goes_on(sent) && sent.is_live() && !is_sse_after_last(sent);
}

MaybeMismatch is_not_over(const ClientRequest& sent) {
  if (!sent.reader.read.closed) return std::nullopt;
  return Mismatch{"no live read after the end of the stream was signalled",
                  fmt::format("a live read at offset={}", quote(sent.request.offset, 200))};
}

bool has_last_cursor(const ClientRequest& sent) {
  return goes_on_open(sent) && sent.is_live() && sent.reader.read.cursor &&
         sent.request.offset == *sent.reader.read.next;
}

MaybeMismatch echoes_cursor(const ClientRequest& sent) {
  if (sent.request.cursor) return std::nullopt;
  return Mismatch{fmt::format("cursor={}, as it was given", quote(*sent.reader.read.cursor, 200)),
                  "no cursor"};
}

bool sends_cursor_after_last(const ClientRequest& sent) {
  return has_last_cursor(sent) && sent.request.cursor &&
         sent.knowledge.cursors.contains(*sent.request.cursor);
}

MaybeMismatch sends_last_cursor(const ClientRequest& sent) {
  if (*sent.request.cursor == *sent.reader.read.cursor) return std::nullopt;
  return Mismatch{
      fmt::format("cursor={}, the last one given", quote(*sent.reader.read.cursor, 200)),
      fmt::format("cursor={}", quote(*sent.request.cursor, 200))};
}

/// What is on its way when the server asks to wait is excused.
constexpr auto on_the_way = std::chrono::milliseconds{200};

bool was_asked_to_wait(const ClientRequest& sent) {
  const auto pause = sent.stream.pauses.find(sent.exchange.request.method);
  return pause != sent.stream.pauses.end() && sent.exchange.sent > pause->second.asked + on_the_way;
}

MaybeMismatch has_waited(const ClientRequest& sent) {
  const auto& pause = sent.stream.pauses.at(sent.exchange.request.method);
  const auto waited = sent.exchange.sent - pause.asked;
  if (waited + on_the_way >= pause.time) return std::nullopt;
  using std::chrono::milliseconds;
  return Mismatch{
      fmt::format("no such request for {} s, as Retry-After asked", pause.time.count()),
      fmt::format("one after {} ms", std::chrono::duration_cast<milliseconds>(waited).count())};
}

}  // namespace

std::vector<ClientRule> client_reading_rules() {
  return {
      {client_must("continues-from-next-offset", "8/use-next-offset",
                   "A reader continues from the Stream-Next-Offset it was given"),
       When::sent, Scope::one_reader, goes_on_after_other, continues},
      {client_must("reconnects-from-control", "5.8/reconnect-offset",
                   "A reader reconnects from the last streamNextOffset"),
       When::sent, Scope::one_reader, goes_on_after_sse, continues},
      {client_must("no-reconnect-after-closure", "5.8/closed-no-reconnect",
                   "A reader that received streamClosed does not reconnect"),
       When::sent, Scope::one_reader, is_sse_after_last, is_not_over},
      {client_should("ends-at-closure", "5.7/eof-signals",
                     "A reader that received Stream-Closed stops"),
       When::sent, Scope::one_reader, is_live_after_last, is_not_over},
      {client_should("echoes-cursor", "10.1/echo-cursor",
                     "A live read sends the cursor of the one before"),
       When::sent, Scope::one_reader, has_last_cursor, echoes_cursor},
      {client_must("last-cursor", "10.1/send-cursor",
                   "The cursor that a live read sends is the last one given"),
       When::sent, Scope::one_reader, sends_cursor_after_last, sends_last_cursor},
      {client_should("waits-when-asked", "H/retry-after",
                     "A client waits as long as Retry-After asks"),
       When::sent, Scope::one_client, was_asked_to_wait, has_waited},
  };
}

}  // namespace conform
