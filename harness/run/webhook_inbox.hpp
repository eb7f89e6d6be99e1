// Requests to the webhooks of one attempt that wait for their answer.
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

  /// `name` is that of the hook, empty for the one without a name. What is too much is answered
  /// with 503.
  void add(const std::string& name, IncomingRequest request, Instant now);
  /// Those to the hook that a step calls so, oldest first.
  [[nodiscard]] std::deque<Arrival>& of(const std::string& hook) {
    return arrivals_[hook == "hook" ? "" : hook];
  }
  /// Answers all that is left with 503.
  void refuse_all();

 private:
  std::map<std::string, std::deque<Arrival>> arrivals_;
};

}  // namespace conform
