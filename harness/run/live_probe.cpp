#include "harness/run/live_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// How long a read waits before the append, in round trips.
constexpr int head_start_round_trips = 5;

bool refuses_reads(int status) {
  return status == 405 || status == 501 || status == 401 || status == 403;
}

std::string rounded_seconds(Duration time) {
  return fmt::format("{:.2g} s", in_seconds(time));
}

bool looks_like_events(std::string_view body) {
  return (body.starts_with("event:") || body.find("\nevent:") != std::string_view::npos) &&
         (body.starts_with("data:") || body.find("\ndata:") != std::string_view::npos);
}

}  // namespace

http::Request LiveProbe::read(const std::string& stream, const std::string& query) const {
  return {"GET", with_query(context_.url(stream), query), {}, {}};
}

void LiveProbe::begin() {
  if (!context_.is_wanted("read")) {
    none_without_read();
    return;
  }
  context_.send(read(stream_, "offset=-1"), [this](const Exchange& exchange) {
    plain_ = exchange;
    round_trip_ = exchange.elapsed();
    check_plain();
  });
}

void LiveProbe::check_plain() {
  // Only 405 and 501 say that nothing can be read (R34): other refusals are left to the scenarios.
  const bool is_judged = is_refused(plain_) && !refuses_reads(plain_.response.status);
  if (!is_accepted(plain_) && !is_judged) {
    context_.not_accepted("read", plain_, "a stream that there is");
    none_without_read();
    return;
  }
  context_.found("read", Presence::there, answered(plain_));
  now();
  long_poll();
  sse();
}

void LiveProbe::none_without_read() {
  const auto presence = context_.sign_of("read").presence;
  for (const char* name : {"now", "long-poll", "sse"}) {
    if (context_.is_wanted(name)) context_.found(name, presence, "needs read");
  }
}

void LiveProbe::now() {
  if (!context_.is_wanted("now")) return;
  context_.send(read(stream_, "offset=now"), [this](const Exchange& exchange) {
    if (!is_accepted(exchange)) {
      context_.not_accepted("now", exchange, "offset=now");
    } else if (exchange.response.body.find(content_) != std::string::npos) {
      context_.ignored("now", "offset=now was answered like a read from the start", {exchange});
    } else {
      context_.found("now", Presence::there, "offset=now shows no earlier data");
    }
  });
}

bool LiveProbe::has_sign_of_long_poll(const Exchange& exchange) const {
  return exchange.response.headers.contains("Stream-Cursor") &&
         !plain_.response.headers.contains("Stream-Cursor");
}

void LiveProbe::long_poll() {
  if (!context_.is_wanted("long-poll")) return;
  context_.send_live(
      read(stream_, "offset=-1&live=long-poll"), Until::end, [this](const Exchange& exchange) {
        if (!is_accepted(exchange)) {
          context_.not_accepted("long-poll", exchange, "live=long-poll");
          return;
        }
        has_cursor_ = has_sign_of_long_poll(exchange);
        auto wait = std::make_shared<Wait>();
        wait->name = "wait";
        wait->head_start = std::max<Duration>(head_start_round_trips * round_trip_,
                                              limits::min_head_start_of_probe);
        wait->limit = has_cursor_ ? std::min(limits::unended_wait, context_.options().time_limit)
                                  : context_.options().time_limit;
        wait_at_tail(wait);
      });
}

void LiveProbe::wait_at_tail(const std::shared_ptr<Wait>& wait) {
  context_.create(wait->name, {}, {}, [this, wait](const Exchange& created) {
    const auto tail = created.response.headers.find("Stream-Next-Offset");
    const auto offset = tail ? http::percent_encode(*tail) : "now";
    context_.send_waiting(read(wait->name, "offset=" + offset + "&live=long-poll"), wait->limit,
                          [this, wait](const Exchange& exchange) {
                            wait->ended = true;
                            end_wait(*wait, exchange);
                          });
    context_.client().at(context_.client().now() + wait->head_start, [this, wait] {
      if (wait->ended) return;
      wait->appended = true;
      context_.append(wait->name, {}, content_, [](const Exchange&) {});
    });
  });
}

void LiveProbe::end_wait(const Wait& wait, const Exchange& exchange) {
  const int status = exchange.response.status;
  const bool shows_append = exchange.response.body.find(content_) != std::string::npos;
  if (!exchange.answered() && has_cursor_) {
    context_.found("long-poll", Presence::there,
                   fmt::format("a read at the tail waited {}, and no append ended the wait",
                               rounded_seconds(exchange.elapsed())));
  } else if (!is_accepted(exchange)) {
    context_.not_accepted("long-poll", exchange, "live=long-poll at the tail");
  } else if (wait.appended && shows_append) {
    const bool is_certain = has_cursor_ || has_sign_of_long_poll(exchange) ||
                            wait.head_start >= limits::long_head_start_of_probe;
    if (is_certain) {
      context_.found("long-poll", Presence::there,
                     "a read at the tail waited, and an append ended the wait");
      return;
    }
    // A slow plain read looks the same, but would not be this slow.
    auto again = std::make_shared<Wait>(wait);
    again->name = "wait-longer";
    again->head_start = limits::long_head_start_of_probe;
    again->ended = again->appended = false;
    wait_at_tail(again);
  } else if (status == 204 && !wait.appended && !has_sign_of_long_poll(exchange)) {
    compare_at_tail(exchange.request.target);
  } else if (status == 204) {
    context_.found("long-poll", Presence::there,
                   fmt::format("a read at the tail was answered {} after {}", status,
                               rounded_seconds(exchange.elapsed())));
  } else if (has_cursor_ || has_sign_of_long_poll(exchange)) {
    context_.found("long-poll", Presence::there, "Stream-Cursor is sent, though no read waits");
  } else {
    context_.found("long-poll", Presence::absent, "live=long-poll is answered like a plain read");
  }
}

/// A response without a wait and without a cursor: every read at the tail may look like this.
void LiveProbe::compare_at_tail(const std::string& url) {
  const std::string plain = url.substr(0, url.find("&live="));
  context_.send({"GET", plain, {}, {}}, [this](const Exchange& exchange) {
    if (exchange.response.status == 204) {
      context_.found("long-poll", Presence::absent, "live=long-poll is answered like a plain read");
    } else {
      context_.found("long-poll", Presence::there,
                     "a read at the tail is answered with 204, though it does not wait");
    }
  });
}

void LiveProbe::sse() {
  if (!context_.is_wanted("sse")) return;
  context_.send_live(read(stream_, "offset=-1&live=sse"), Until::event,
                     [this](const Exchange& exchange) { check_events(exchange); });
}

void LiveProbe::check_events(const Exchange& exchange) {
  const auto type = exchange.response.headers.find("Content-Type");
  const auto essence = type ? http::media_type_essence(*type) : "no media type";
  if (!is_accepted(exchange)) {
    context_.not_accepted("sse", exchange, "live=sse");
  } else if (!exchange.events.empty()) {
    context_.found("sse", Presence::there, "events arrive");
  } else if (looks_like_events(exchange.response.body)) {
    context_.found("sse", Presence::there, fmt::format("events come, as {}", essence));
  } else if (essence == "text/event-stream") {
    context_.found("sse", Presence::there,
                   "live=sse is answered as text/event-stream, though no event came");
  } else {
    context_.found("sse", Presence::absent,
                   fmt::format("live=sse is answered as {}, without any event", essence));
  }
}

}  // namespace conform
