// The transport over the network: libcurl for requests, Asio for raw bytes, webhooks and timers,
// all on the thread that calls run_once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "harness/transport/limits.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct CurlOptions {
  /// HTTP/2, with prior knowledge over http and negotiated over https; otherwise HTTP/1.1.
  bool http2 = false;
  std::string ca_file = {};  ///< PEM; empty for the system's certificates
  bool insecure = false;     ///< accept any certificate
  std::string user_agent = "conform";
  Duration connect_limit = limits::connecting;
  std::size_t max_body_bytes = limits::response_body_bytes;
  std::size_t max_head_bytes = limits::response_head_bytes;
  std::size_t max_connections = limits::connections;  ///< kept alive
};

/// Handlers must not throw: some are called from within libcurl.
class CurlTransport : public Transport {
 public:
  /// Raises the soft limit of open files to the hard limit: each live read needs a socket.
  explicit CurlTransport(CurlOptions options = {});
  ~CurlTransport() override;

  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Duration clock_set_by() const override;
  TransmissionId send(Transmission transmission, TransmissionHandler handler) override;
  TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler) override;
  void cancel(TransmissionId id) override;
  void reset(TransmissionId id) override;
  void pause(TransmissionId id) override;
  void resume(TransmissionId id) override;
  TimerId at(Instant when, std::function<void()> task) override;
  void cancel_timer(TimerId id) override;
  Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) override;
  bool run_once() override;
  [[nodiscard]] std::optional<std::string> raw_unavailable() const override;

  /// Calls `task` from run_once at the first SIGINT, SIGTERM or SIGHUP. Only the first is caught; a
  /// second one ends the process as usual, so that a run that does not stop can still be stopped.
  void on_interrupt(std::function<void()> task);

 private:
  class Network;
  std::unique_ptr<Network> network_;
};

}  // namespace conform
