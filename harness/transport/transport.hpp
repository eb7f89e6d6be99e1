// How requests reach a server: one small interface, over curl for any URL and in process for the
// simulation. It also owns time, because a simulated server has its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/after_sending.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/instant.hpp"
#include "harness/http/message.hpp"
#include "harness/transport/time_limit.hpp"

namespace conform {

struct Transmission {
  http::Request request;        ///< absolute URL
  Duration time_limit{};        ///< from start to the end of the response; zero for none
  bool chunked = false;         ///< send the body with Transfer-Encoding: chunked (HTTP/1.1)
  bool new_connection = false;  ///< neither take a kept-alive connection nor leave one
  std::size_t held_bytes = 0;   ///< so many at the end of the body wait for resume()
  HeldUp held_up{};             ///< the time limit grows by that; may be empty
};

/// What the transport tells about a transmission. Each may be empty. `on_done` comes exactly once
/// unless the transmission is cancelled; after cancel() nothing comes.
struct TransmissionHandler {
  std::function<void(int status, http::Headers headers)> on_head;
  std::function<void(std::string_view bytes)> on_bytes;
  /// `problem` is empty when the outcome is complete.
  std::function<void(Outcome outcome, const std::string& problem, const std::string& http_version)>
      on_done;
};

/// Bytes on a bare connection, for what no HTTP client would send.
struct RawTransmission {
  std::string url;    ///< only its scheme, host and port are used
  std::string bytes;  ///< sent as they are
  Duration time_limit{};
  unsigned skip = 0;            ///< so many answers come first and are not told
  std::size_t piece_bytes = 0;  ///< so many at a time, a moment apart; 0 for all at once
  AfterSending afterwards = AfterSending::listen;
  /// Tell the bytes that come as they are, by on_bytes, until the connection ends.
  bool unparsed = false;
  HeldUp held_up{};  ///< the time limit grows by that; may be empty
};

/// A request that a webhook receiver got, to be answered once.
struct IncomingRequest {
  http::Request request;  ///< origin-form target
  std::function<void(http::Response)> answer;
};

using TransmissionId = std::uint64_t;
using TimerId = std::uint64_t;

class Transport {
 public:
  virtual ~Transport() = default;

  [[nodiscard]] virtual Instant now() const = 0;

  /// Starts a transmission; the handler is called from `run_once`, never from within `send`. What
  /// an HTTP client could only send differently (request_check.hpp) ends as not_sent, and the
  /// problem says why.
  virtual TransmissionId send(Transmission transmission, TransmissionHandler handler) = 0;
  /// Sends raw bytes; on_head and on_bytes see the parsed response. The outcome is `complete` when
  /// a whole response came or the server closed the connection after or without one (status 0
  /// then), and `closed_by_us` when that was asked for.
  virtual TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler) = 0;
  /// Ends a transmission at once, closing its connection.
  virtual void cancel(TransmissionId id) = 0;

  /// Reads nothing more of the response until resume(): what the server sends fills the buffers on
  /// the way, and then waits.
  virtual void pause(TransmissionId id) = 0;
  /// Sends what was held back of the request, and reads on.
  virtual void resume(TransmissionId id) = 0;

  virtual TimerId at(Instant when, std::function<void()> task) = 0;
  virtual void cancel_timer(TimerId id) = 0;

  /// Opens a receiver for webhooks. `url` is what the server under test is to be given.
  virtual Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) = 0;

  /// Waits for the next thing to happen and lets it happen. False when nothing is under way.
  virtual bool run_once() = 0;

  /// Why raw bytes cannot be sent here, or nullopt when they can.
  [[nodiscard]] virtual std::optional<std::string> raw_unavailable() const = 0;
};

}  // namespace conform
