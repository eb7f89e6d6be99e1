// One request and what came back, with times: the unit that the judge sees and the journal keeps.
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
  complete,       ///< a whole response by HTTP's own framing
  pending,        ///< still under way (a live read that is open)
  closed_by_us,   ///< we hung up: a live read that had shown enough, or the run ended
  timed_out,      ///< the time limit passed; what had come by then is kept
  cut_short,      ///< the connection ended before the framing said so
  not_http,       ///< bytes came that are no HTTP response
  no_connection,  ///< refused, unresolved, TLS failure, reset before any byte
  too_large,      ///< the body or head passed our bound and was given up
  not_sent,       ///< an HTTP client could only have sent something else; `problem` says why
};

[[nodiscard]] std::string_view to_string(Outcome outcome);

struct SeenEvent {
  http::SseEvent event;
  Instant at;  ///< when its last byte came
};

struct Exchange {
  std::uint64_t number = 0;  ///< position in the journal, from 1
  /// Of all requests that go out and exchanges that end in a run, the how manieth each was, from 1;
  /// 0 where that is not known and times must do.
  std::uint64_t sent_order = 0;
  std::uint64_t done_order = 0;
  std::string scenario;  ///< id of the stimulus that sent it, with the case
  std::string stream;    ///< name of the stream that it addresses, empty when none of the run's
  std::string label;     ///< `as` of the step, empty when it has none
  http::Request request;
  http::Response response;  ///< status 0 when no head came
  Outcome outcome = Outcome::pending;
  std::string problem;  ///< the transport's words when the outcome is not complete
  Instant sent;
  Instant first_byte;  ///< equals `sent` when no byte came
  Instant done;
  /// Parsed while they came, when the response is text/event-stream.
  std::vector<SeenEvent> events;
  bool has_partial_event = false;
  std::string http_version;  ///< "1.1", "2"; empty in the simulation

  [[nodiscard]] bool answered() const { return response.status != 0; }
  [[nodiscard]] Duration elapsed() const { return done - sent; }
};

}  // namespace conform
