// Records an exchange while it happens, within limits.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "harness/exchange/exchange.hpp"
#include "harness/http/sse.hpp"
#include "harness/run/memory_budget.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Recording {
 public:
  /// `exchange` has the request and when it is sent; the rest is filled in here. `memory`: what the
  /// response may take; null for no limit but those of each response. It must outlive this.
  Recording(Transport& transport, Exchange exchange, MemoryShare* memory = nullptr);
  /// Closes the connection if the exchange has not ended.
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// `on_progress` is called on a head, an event or the end; it must not destroy the recording. If
  /// the transmission has no body, that of the exchange is sent, and the exchange has it again when
  /// it has ended.
  void start(Transmission transmission, std::function<void()> on_progress);
  void start_raw(RawTransmission transmission, std::function<void()> on_progress);
  /// From now on the body is passed on as it comes. Only its beginning is kept, and an exchange of
  /// which more came ends as too_large. Not for event streams.
  void pass_on(std::function<void(std::string_view)> sink) { sink_ = std::move(sink); }
  /// Whether the response came to its end, although it was only passed on.
  [[nodiscard]] bool was_passed_on() const { return was_passed_on_; }
  /// Closes the connection, which ends the exchange.
  void hang_up();
  /// The same, with a TCP reset.
  void reset();
  /// Stops reading until resume().
  void pause() { transport_.pause(id_); }
  /// Sends the part of the request that was held back, and continues reading.
  void resume() { transport_.resume(id_); }

  [[nodiscard]] bool ended() const { return exchange_.outcome != Outcome::pending; }
  [[nodiscard]] const Exchange& exchange() const { return exchange_; }
  /// The exchange so far, with `done` set to now if it is still open.
  [[nodiscard]] Exchange& exchange_by_now();
  /// Moves the exchange out once it has ended: bodies may be large.
  [[nodiscard]] Exchange release() { return std::move(exchange_); }

 private:
  [[nodiscard]] TransmissionHandler handler();
  void take_head(int status, http::Headers headers);
  void take_bytes(std::string_view bytes);
  void pass_bytes_on(std::string_view bytes);
  void end(Outcome outcome, const std::string& problem, const std::string& http_version);
  void set_outcome(Outcome outcome);
  [[nodiscard]] bool is_too_much() const;
  [[nodiscard]] bool has_memory();
  void stop_reading(const std::string& problem);
  void progress() const;

  Transport& transport_;
  Exchange exchange_;
  http::SseParser parser_;
  TransmissionId id_ = 0;
  std::shared_ptr<const std::string> sent_body_;  ///< of the exchange, while it is under way
  MemoryShare* memory_;
  std::size_t taken_memory_ = 0;
  std::size_t event_memory_ = 0;
  std::size_t partial_event_bytes_ = 0;
  std::size_t bytes_ = 0;
  bool is_event_stream_ = false;
  std::function<void()> on_progress_;
  std::function<void(std::string_view)> sink_;
  bool was_passed_on_ = false;
};

}  // namespace conform
