// Requests to the server: one, or many at once while it is stopped.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform::durability {

struct Call {
  std::string method;
  std::string stream;  ///< a stream's name, or a path that begins with "/" below the root
  std::string query{};
  http::Headers headers{};
  std::string body{};
  bool holds_body = false;  ///< half of the body is never sent
};

class Client {
 public:
  /// The target must outlive it.
  Client(const CurlOptions& options, const Target& target) : transport_(options), target_(target) {}

  /// Waits for the end of the response.
  [[nodiscard]] Exchange ask(const Call& call, Duration limit = std::chrono::seconds(10));

  /// Sends all of them, calls `interrupt` after the delay, and waits for all ends, a second at most
  /// after the interruption. In the order of the calls.
  [[nodiscard]] std::vector<Exchange> ask_all(const std::vector<Call>& calls, Duration delay,
                                              const std::function<void()>& interrupt);

  /// Lets time pass.
  void sleep(Duration time);
  [[nodiscard]] Instant now() const { return transport_.now(); }

 private:
  [[nodiscard]] Transmission transmission_of(const Call& call, Duration limit) const;
  [[nodiscard]] Exchange begun(const Call& call, const Transmission& transmission);

  CurlTransport transport_;
  const Target& target_;
  std::uint64_t sent_ = 0;
};

}  // namespace conform::durability
