// The part of the probe about subscriptions, by pull-wake and by webhooks.
#pragma once

#include <memory>
#include <string>

#include "harness/run/probe_context.hpp"

namespace conform {

class SubscriptionProbe {
 public:
  explicit SubscriptionProbe(ProbeContext& context) : context_(context) {}

  void begin();
  /// Notes the results of both, once everything is answered.
  void finish();

 private:
  using Shown = std::function<void()>;

  void subscribe(const std::string& capability, const std::string& body, Shown shown);
  void check_created(const std::string& capability, const std::string& url, const Shown& shown);
  void pull_wake();
  void webhooks();
  void await_delivery();
  void remove(const std::string& capability);
  [[nodiscard]] std::string url(const std::string& capability) const;

  ProbeContext& context_;
  /// Outlives the probe: a server may deliver at any later time.
  std::shared_ptr<bool> delivered_ = std::make_shared<bool>(false);
  Instant awaited_until_;
};

}  // namespace conform
