// The transport to the reference server in the same process, on a virtual clock. Time passes only
// by jumping to the next event, so that hours cost nothing and every run is the same.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "fixtures/server/core.hpp"
#include "harness/transport/ending.hpp"
#include "harness/transport/timer_queue.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

/// Every host is the one server, except that one port of `localhost` has the webhook receivers.
/// Reused connections and body framing make no difference here, and there are no buffers that a
/// paused response could fill.
class SimTransport : public Transport {
 public:
  /// Time a request takes to reach the server, and each piece of a response to come back.
  static constexpr Duration latency = std::chrono::microseconds(50);

  SimTransport(server::Core core, Instant start);

  [[nodiscard]] Instant now() const override { return now_; }
  TransmissionId send(Transmission transmission, TransmissionHandler handler) override;
  TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler) override;
  void cancel(TransmissionId id) override;
  void pause(TransmissionId id) override;
  void resume(TransmissionId id) override;
  TimerId at(Instant when, std::function<void()> task) override;
  void cancel_timer(TimerId id) override;
  Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) override;
  /// Also returns false if all that is under way waits for a server that will never send more.
  bool run_once() override;
  [[nodiscard]] std::optional<std::string> raw_unavailable() const override;

 private:
  struct UnderWay {
    std::shared_ptr<TransmissionHandler> handler;
    std::optional<TimerId> time_limit;
    Progress progress;
    bool open_at_server = false;  ///< the server has the request and may send more
    bool answered = false;        ///< by a webhook receiver
    /// A request with a part held back, as it will be once complete, and where it stops.
    std::optional<http::Request> held{};
    std::vector<std::size_t> holds{};
  };

  TransmissionId enter(TransmissionHandler handler);
  void refuse(TransmissionId id, std::string problem);
  /// The request as far as its next hold, or the whole.
  void arrive_held(TransmissionId id);
  void arrive_at_server(TransmissionId id, const http::Request& request);
  void arrive_at_receiver(TransmissionId id, const http::Request& request);
  void send_to_receiver(http::Request request, std::function<void(http::Response)> answer);
  void answer_from_receiver(TransmissionId id, http::Response response);
  void advance_server();
  void send_deliveries();
  void deliver(const server::Delivery& delivery);
  void receive_delivery_response(server::DeliveryId id,
                                 const std::optional<http::Response>& response);
  void queue_answer(server::Answer answer);
  void emit_answer(server::Answer& answer);
  void set_limit(TransmissionId id, Instant when, const TimeLimit& limit);
  void end(TransmissionId id, const Ending& ending);
  void pass_to(Instant when);

  server::Core core_;
  Instant now_;
  TimerQueue queue_;  ///< timers, and everything in transit between client and server
  /// Everything in transit between the server and webhook receivers. A server may send webhooks
  /// forever, so these alone do not count as work under way.
  TimerQueue deliveries_;
  std::map<server::DeliveryId, TimerId> delivery_limits_;
  std::map<TransmissionId, UnderWay> under_way_;
  std::vector<std::function<void(IncomingRequest)>> receivers_;
  TransmissionId last_id_ = 0;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace conform
