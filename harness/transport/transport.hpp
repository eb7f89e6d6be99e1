// How requests reach a server: one small interface, implemented with libcurl for any URL and in
// process for the simulation. It also owns the clock, because the simulation has its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/http/after_sending.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/instant.hpp"
#include "harness/http/message.hpp"
#include "harness/transport/time_limit.hpp"

namespace conform {

struct Transmission {
  http::Request request;        ///< absolute URL
  Duration time_limit{};        ///< until the end of the response; zero for none
  bool chunked = false;         ///< send the body with Transfer-Encoding: chunked (HTTP/1.1)
  bool new_connection = false;  ///< use a new connection, and close it afterwards
  /// Lengths of the body, ascending, after which the rest waits for another resume(). At the whole
  /// length, the last chunk waits.
  std::vector<std::size_t> holds{};
  /// Receive little while paused, so that the server soon cannot send.
  bool small_window = false;
  HeldUp held_up{};  ///< extends the time limit; may be empty
  /// Sent instead of `request.body`, unless null: a body that the caller keeps as well.
  std::shared_ptr<const std::string> shared_body{};

  [[nodiscard]] const std::string& body() const {
    return shared_body ? *shared_body : request.body;
  }
};

/// What the transport reports about a transmission. Each callback may be empty. `on_done` is called
/// exactly once unless the transmission is cancelled; nothing is called after cancel().
struct TransmissionHandler {
  std::function<void(int status, http::Headers headers)> on_head;
  std::function<void(std::string_view bytes)> on_bytes;
  /// `problem` is empty if the outcome is complete.
  std::function<void(Outcome outcome, const std::string& problem, const std::string& http_version)>
      on_done;
};

/// Bytes on a raw connection, for what no HTTP client would send.
struct RawTransmission {
  std::string url;    ///< only its scheme, host and port are used
  std::string bytes;  ///< sent unchanged
  Duration time_limit{};
  unsigned skip = 0;  ///< this many responses come first and are not reported
  std::size_t piece_bytes =
      0;  ///< sent in pieces of this size with pauses between; 0 for all at once
  AfterSending afterwards = AfterSending::listen;
  /// Report the received bytes unparsed, through on_bytes, until the connection ends.
  bool unparsed = false;
  HeldUp held_up{};  ///< extends the time limit; may be empty
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
  /// By how much the system's clock, which now() does not follow, has been set since the start.
  [[nodiscard]] virtual Duration clock_set_by() const { return {}; }

  /// Starts a transmission. Handlers are called from `run_once`, never from within `send`. A
  /// request that no HTTP client can send unchanged (request_check.hpp) ends as not_sent, and
  /// `problem` says why.
  virtual TransmissionId send(Transmission transmission, TransmissionHandler handler) = 0;
  /// Sends raw bytes; on_head and on_bytes see the parsed response. The outcome is `complete` if a
  /// whole response arrived or the server closed the connection after one or without one (status
  /// 0), and `closed_by_us` if that was requested.
  virtual TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler) = 0;
  /// Ends a transmission at once, closing its connection.
  virtual void cancel(TransmissionId id) = 0;
  /// The same, with a TCP reset where there is a connection.
  virtual void reset(TransmissionId id) { cancel(id); }

  /// Stops reading the response until resume(): what the server sends fills the buffers in between,
  /// and then blocks.
  virtual void pause(TransmissionId id) = 0;
  /// Sends the next part of the request that was held back, and continues reading.
  virtual void resume(TransmissionId id) = 0;

  virtual TimerId at(Instant when, std::function<void()> task) = 0;
  virtual void cancel_timer(TimerId id) = 0;

  /// Opens a webhook receiver. Returns the URL to give to the server under test.
  virtual Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) = 0;

  /// Waits for the next event and handles it. Returns false if nothing is under way.
  virtual bool run_once() = 0;

  /// Why raw bytes cannot be sent by this transport; nullopt if they can.
  [[nodiscard]] virtual std::optional<std::string> raw_unavailable() const = 0;
};

}  // namespace conform
