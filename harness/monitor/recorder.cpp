#include "harness/monitor/recorder.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/monitor/limits.hpp"

namespace conform::monitor {
namespace {

using proxy::Place;

/// The first bytes of HTTP/2 without an upgrade (RFC 9113 3.4).
constexpr std::string_view http2_preface = "PRI * HTTP/2.0";

bool is_event_stream(const http::Headers& headers) {
  const auto type = headers.find("Content-Type");
  return type && http::media_type_essence(*type) == "text/event-stream";
}

bool is_encoded(const http::Headers& headers) {
  const auto encoding = headers.find("Content-Encoding");
  return encoding && !http::equals_ignoring_case(*encoding, "identity");
}

}  // namespace

Recorder::Recorder(ServedPath served, std::function<Instant()> now,
                   std::function<void(TrafficEvent)> emit)
    : served_(std::move(served)), now_(std::move(now)), emit_(std::move(emit)) {}

proxy::Tap Recorder::tap() {
  proxy::Tap tap;
  tap.opened = [this](std::uint64_t connection) { lines_[connection]; };
  tap.closed = [this](std::uint64_t connection) { closed(connection); };
  tap.foreign_bytes = [this](std::uint64_t connection, std::string_view bytes) {
    foreign_bytes(connection, bytes);
  };
  tap.ended = [this](std::uint64_t connection, proxy::Direction from, bool /*broken*/) {
    ended(connection, from);
  };
  tap.unreachable = [this](std::uint64_t /*connection*/, const std::string& why) {
    emit_(UpstreamFailed{why});
  };
  tap.request_head = [this](Place place, const auto& head) { request_head(place, head); };
  tap.request_body = [this](Place place, auto bytes) { request_body(place, bytes); };
  tap.request_end = [this](Place place) { request_end(place); };
  tap.response_head = [this](Place place, const auto& head) { response_head(place, head); };
  tap.response_body = [this](Place place, auto bytes) { response_body(place, bytes); };
  tap.response_end = [this](Place place) { response_end(place); };
  return tap;
}

Recorder::Open* Recorder::find(Place place) {
  const auto line = lines_.find(place.connection);
  if (line == lines_.end() || place.request < line->second.first) return nullptr;
  const auto index = place.request - line->second.first;
  return index < line->second.open.size() ? &line->second.open[index] : nullptr;
}

bool Recorder::keep(Open& open, std::size_t bytes) {
  if (open.bytes + bytes > limits::body_bytes || kept_bytes_ + bytes > limits::all_bytes) {
    return false;
  }
  open.bytes += bytes;
  kept_bytes_ += bytes;
  return true;
}

void Recorder::request_head(Place place, const proxy::RequestHead& head) {
  auto& open = lines_[place.connection].open.emplace_back();
  Exchange& exchange = open.exchange;
  exchange.number = ++last_number_;
  exchange.sent_order = ++last_order_;
  exchange.scenario = fmt::format("connection {}", place.connection);
  exchange.stream = served_.stream_in(head.target);
  exchange.request = {head.method, served_.url_of(head.target), head.headers, {}};
  exchange.sent = exchange.first_byte = exchange.done = now_();
  emit_(RequestBegan{exchange, place.connection});
}

void Recorder::request_body(Place place, std::string_view bytes) {
  Open* open = find(place);
  if (open == nullptr || open->over) return;
  if (open->unkept_request_bytes == 0 && keep(*open, bytes.size())) {
    open->exchange.request.body.append(bytes);
  } else {
    open->unkept_request_bytes += bytes.size();
  }
}

void Recorder::request_end(Place place) {
  Open* open = find(place);
  if (open == nullptr || open->over) return;
  open->request_done = true;
  if (!open->exchange.request.body.empty()) emit_(BodySent{open->exchange});
}

void Recorder::response_head(Place place, const proxy::ResponseHead& head) {
  Open* open = find(place);
  if (open == nullptr || open->over) return;
  if (head.status == 101) {
    return open_tunnel(place.connection, lines_[place.connection],
                       head.headers.combined("Upgrade").value_or("another protocol"));
  }
  if (head.status / 100 == 1) return;
  Exchange& exchange = open->exchange;
  exchange.first_byte = now_();
  exchange.response = {head.status, head.headers, {}};
  open->is_event_stream = is_event_stream(head.headers);
  open->is_encoded = is_encoded(head.headers);
  emit_(ResponseBegan{exchange.number, exchange.response, exchange.first_byte});
}

void Recorder::response_body(Place place, std::string_view bytes) {
  Open* open = find(place);
  if (open == nullptr || open->over || open->is_encoded) return;
  if (!keep(*open, bytes.size())) {
    const bool has_shown_enough = open->is_event_stream;
    return finish(*open, has_shown_enough ? Outcome::closed_by_us : Outcome::too_large,
                  "the monitor stopped recording it here", true);
  }
  if (open->is_event_stream) return take_events(*open, bytes);
  open->exchange.response.body.append(bytes);
}

void Recorder::take_events(Open& open, std::string_view bytes) {
  Exchange& exchange = open.exchange;
  for (auto& event : open.parser.push(bytes)) {
    emit_(EventReached{exchange.number, event});
    exchange.events.push_back({std::move(event), now_()});
  }
  exchange.has_partial_event = open.parser.has_partial_event();
  if (open.parser.overflowed() || exchange.events.size() > limits::events) {
    finish(open, Outcome::closed_by_us, "the monitor stopped recording it here", true);
  }
}

void Recorder::response_end(Place place) {
  Open* open = find(place);
  if (open == nullptr) return;
  if (open->is_encoded && !open->over) {
    finish(*open, Outcome::closed_by_us, "the body is compressed, and was not recorded");
  }
  if (!open->over) finish(*open, Outcome::complete);
  auto& line = lines_[place.connection];
  while (!line.open.empty() && line.first <= place.request) {
    line.open.pop_front();
    ++line.first;
  }
}

void Recorder::open_tunnel(std::uint64_t connection, Line& line, std::string protocol) {
  line.tunnel = true;
  line.foreign.clear();
  for (auto& open : line.open) {
    open.exchange.stream.clear();
    open.exchange.response.status = 101;
    if (!open.over) finish(open, Outcome::complete);
  }
  emit_(TunnelOpened{connection, std::move(protocol)});
}

void Recorder::foreign_bytes(std::uint64_t connection, std::string_view bytes) {
  auto& line = lines_[connection];
  if (line.tunnel) return;
  line.foreign.append(bytes);
  if (line.foreign.starts_with(http2_preface)) return open_tunnel(connection, line, "HTTP/2");
  emit_(ForeignBytes{line.foreign});
  if (line.foreign.size() > limits::foreign_overlap) {
    line.foreign.erase(0, line.foreign.size() - limits::foreign_overlap);
  }
}

void Recorder::ended(std::uint64_t connection, proxy::Direction from) {
  auto& line = lines_[connection];
  if (from == proxy::Direction::to_server) {
    line.client_left = true;
    return;
  }
  // The server ends the connection in the middle of its responses.
  for (auto& open : line.open) {
    if (open.over) continue;
    if (line.client_left) {
      finish(open, Outcome::closed_by_us, "the client left");
    } else {
      finish(open, open.exchange.answered() ? Outcome::cut_short : Outcome::no_connection,
             "the server closed the connection");
    }
  }
}

void Recorder::closed(std::uint64_t connection) {
  const auto line = lines_.find(connection);
  if (line == lines_.end()) return;
  for (auto& open : line->second.open) {
    if (open.over) continue;
    finish(open, open.exchange.answered() ? Outcome::closed_by_us : Outcome::no_connection,
           line->second.client_left ? "the client left" : "the connection was closed");
  }
  lines_.erase(line);
}

void Recorder::stop() {
  for (auto& [connection, line] : lines_) {
    for (auto& open : line.open) {
      if (!open.over) finish(open, Outcome::closed_by_us, "the monitor was stopped");
    }
  }
}

void Recorder::finish(Open& open, Outcome outcome, std::string problem, bool goes_on) {
  Exchange& exchange = open.exchange;
  exchange.outcome = outcome;
  exchange.problem = std::move(problem);
  exchange.done = now_();
  exchange.done_order = ++last_order_;
  exchange.http_version = exchange.answered() ? "1.1" : "";
  const bool is_partial = open.unkept_request_bytes > 0 || !open.request_done;
  kept_bytes_ -= open.bytes;
  open.over = true;
  emit_(ExchangeEnded{std::move(exchange), is_partial, goes_on, open.unkept_request_bytes});
  open.exchange = {};
}

}  // namespace conform::monitor
