// Requests to the server: one, or many at once while it is stopped.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/memory_budget.hpp"
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
  /// The target must outlive it. `should_stop` is polled during all waits: once it returns true,
  /// they end, and requests under way are cancelled (closed_by_us).
  Client(const CurlOptions& options, const Target& target, std::function<bool()> should_stop)
      : transport_(options), target_(target), should_stop_(std::move(should_stop)) {}

  /// Waits for the end of the response. Of a response that is no content of a stream, only the
  /// beginning is returned.
  [[nodiscard]] Exchange ask(const Call& call, Duration limit = std::chrono::seconds(10));

  /// Sends all of them, calls `interrupt` after the delay, and waits for all ends, a second at most
  /// after the interruption. In the order of the calls.
  [[nodiscard]] std::vector<Exchange> ask_all(const std::vector<Call>& calls, Duration delay,
                                              const std::function<void()>& interrupt);

  /// Lets time pass.
  void sleep(Duration time);
  [[nodiscard]] Instant now() const { return transport_.now(); }
  /// As the system's clock shows it, for times that are sent.
  [[nodiscard]] Instant time_of_day() const { return now() + transport_.clock_set_by(); }

 private:
  [[nodiscard]] Transmission transmission_of(const Call& call, Duration limit) const;
  [[nodiscard]] Exchange begun(const Call& call, const Transmission& transmission);

  /// Until `done` is true, or the campaign has to stop.
  void run_until(const std::function<bool()>& done);

  CurlTransport transport_;
  const Target& target_;
  std::function<bool()> should_stop_;
  MemoryShare memory_{std::make_shared<MemoryBudget>()};  ///< of the responses under way
  std::uint64_t sent_ = 0;
};

}  // namespace conform::durability
