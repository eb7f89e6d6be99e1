// An exchange while it happens: collects what the transport brings, within bounds.
#pragma once

#include <functional>
#include <utility>

#include "harness/exchange/exchange.hpp"
#include "harness/http/sse.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Recording {
 public:
  /// `exchange` says who sends what, and when; the rest of it is filled in here.
  Recording(Transport& transport, Exchange exchange);
  /// Hangs up if the exchange has not ended.
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// `on_progress` is called when a head, an event or the end has come, and may destroy nothing.
  void start(Transmission transmission, std::function<void()> on_progress);
  void start_raw(RawTransmission transmission, std::function<void()> on_progress);
  /// Closes the connection; the exchange has ended then.
  void hang_up();
  /// Reads nothing more until resume().
  void pause() { transport_.pause(id_); }
  /// Sends what was held back of the request, and reads on.
  void resume() { transport_.resume(id_); }

  [[nodiscard]] bool ended() const { return exchange_.outcome != Outcome::pending; }
  [[nodiscard]] const Exchange& exchange() const { return exchange_; }
  /// The exchange as it is now, with `done` set to now if it is still open.
  [[nodiscard]] Exchange& exchange_by_now();
  /// Gives the exchange away once it has ended: bodies may be large.
  [[nodiscard]] Exchange release() { return std::move(exchange_); }

 private:
  [[nodiscard]] TransmissionHandler handler();
  void take_head(int status, http::Headers headers);
  void take_bytes(std::string_view bytes);
  void end(Outcome outcome, const std::string& problem, const std::string& http_version);
  [[nodiscard]] bool is_too_much() const;
  void progress() const;

  Transport& transport_;
  Exchange exchange_;
  http::SseParser parser_;
  TransmissionId id_ = 0;
  std::size_t bytes_ = 0;
  bool is_event_stream_ = false;
  std::function<void()> on_progress_;
};

}  // namespace conform
