// Whether the server still accepts connections: checked on a new one, and again for a while before
// it is considered down, since it may be restarting.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/run/recording.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Reachability {
 public:
  /// Sends a request for `url`; any response, and also none, shows that the server is up.
  Reachability(Transport& transport, const Target& target, std::string url);
  ~Reachability();
  Reachability(const Reachability&) = delete;
  Reachability& operator=(const Reachability&) = delete;

  /// Calls `on_result` once: nullopt if the server is up, otherwise the transport's message.
  void start(std::function<void(std::optional<std::string>)> on_result);
  [[nodiscard]] bool under_way() const { return on_result_ != nullptr; }
  /// Whether connections were refused at first in the last check.
  [[nodiscard]] bool was_refused() const { return tries_ > 1; }

 private:
  void send();
  void take_answer();
  void emit(std::optional<std::string> problem);

  Transport& transport_;
  const Target& target_;
  std::string url_;
  int tries_ = 0;
  std::unique_ptr<Recording> recording_;
  std::optional<TimerId> timer_;
  std::function<void(std::optional<std::string>)> on_result_;
};

}  // namespace conform
