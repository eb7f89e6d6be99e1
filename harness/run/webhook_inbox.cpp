#include "harness/run/webhook_inbox.hpp"

#include <utility>

#include "harness/run/limits.hpp"

namespace conform {

void WebhookInbox::add(const std::string& name, IncomingRequest request, Instant now) {
  auto& queue = arrivals_[name];
  if (queue.size() == limits::waiting_deliveries) {
    request.answer({.status = 503, .headers = {}, .body = {}});
    return;
  }
  queue.push_back({std::move(request), now});
}

void WebhookInbox::refuse_all() {
  for (auto& [name, queue] : arrivals_) {
    for (auto& [request, at] : queue) request.answer({.status = 503, .headers = {}, .body = {}});
  }
}

}  // namespace conform
