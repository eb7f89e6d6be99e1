// Requests to the webhooks of one attempt that are waiting for their response.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "harness/http/instant.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class WebhookInbox {
 public:
  struct Arrival {
    IncomingRequest request;
    Instant at;
  };

  /// `name` is that of the hook, empty for the unnamed one. Requests over the limit are answered
  /// with 503.
  void add(const std::string& name, IncomingRequest request, Instant now);
  /// Those to the hook with this name in the step, oldest first.
  [[nodiscard]] std::deque<Arrival>& of(const std::string& hook) {
    return arrivals_[hook == "hook" ? "" : hook];
  }
  /// Answers all remaining ones with 503.
  void refuse_all();

 private:
  std::map<std::string, std::deque<Arrival>> arrivals_;
};

}  // namespace conform
