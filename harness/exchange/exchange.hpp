// One request and its response, with times: what the judge checks and the journal records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/http/instant.hpp"
#include "harness/http/message.hpp"
#include "harness/http/sse.hpp"

namespace conform {

/// How the response ended.
enum class Outcome {
  complete,       ///< a whole response by HTTP framing
  pending,        ///< still under way (an open live read)
  closed_by_us,   ///< closed by the client: the live read had shown enough, or the run ended
  timed_out,      ///< the time limit expired; what had arrived by then is kept
  cut_short,      ///< the connection ended in the middle of the response
  not_http,       ///< the bytes received are not an HTTP response
  no_connection,  ///< refused, unresolved, TLS failure, or reset before the first byte
  too_large,      ///< the body or head exceeded our limit, and reading it was abandoned
  not_sent,       ///< no HTTP client can send this request; `problem` says why
  no_resources,   ///< this machine lacked descriptors, ports or memory for it: nothing was sent
};

[[nodiscard]] std::string_view to_string(Outcome outcome);

struct SeenEvent {
  http::SseEvent event;
  Instant at;  ///< when its last byte arrived
};

struct Exchange {
  std::uint64_t number = 0;  ///< position in the journal, from 1
  /// Ordinal among all requests sent and exchanges ended in a run, from 1. 0 where it is not known
  /// and only the times can be compared.
  std::uint64_t sent_order = 0;
  std::uint64_t done_order = 0;
  std::string scenario;  ///< id of the scenario that sent it, with the case
  std::string stream;    ///< name of the stream it addresses; empty if it is not one of the run's
  std::string label;     ///< `as` of the step; empty if it has none
  http::Request request;
  http::Response response;  ///< status 0 if no head was received
  Outcome outcome = Outcome::pending;
  std::string problem;  ///< the transport's message, if the outcome is not complete
  Instant sent;
  Instant first_byte;  ///< equals `sent` if no byte was received
  Instant done;
  /// Parsed on arrival, if the response is text/event-stream.
  std::vector<SeenEvent> events;
  bool has_partial_event = false;
  std::string http_version;  ///< "1.1", "2"; empty in the simulation

  [[nodiscard]] bool answered() const { return response.status != 0; }
  [[nodiscard]] Duration elapsed() const { return done - sent; }
};

}  // namespace conform
