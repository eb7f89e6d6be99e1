// A small HTTP server on loopback that receives the webhooks of the server under test.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "harness/transport/transport.hpp"

namespace conform {

class WebhookReceiver {
 public:
  /// Throws std::system_error if no port is available. A connection that brings more than the
  /// limits allow is closed.
  WebhookReceiver(boost::asio::io_context& io, std::function<void(IncomingRequest)> on_request);
  WebhookReceiver(const WebhookReceiver&) = delete;
  WebhookReceiver& operator=(const WebhookReceiver&) = delete;
  /// Closes all connections; answers given later are dropped.
  ~WebhookReceiver();

  /// "http://127.0.0.1:PORT"; any path may follow.
  [[nodiscard]] std::string url() const;

 private:
  class Acceptor;
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace conform
