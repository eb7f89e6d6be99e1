#include "harness/run/shared_caches.hpp"

#include <fmt/format.h>

namespace conform {
namespace {

/// Only with an explicit lifetime (RFC 9111 5.2.2): the protocol gives one to everything that may
/// be cached.
bool may_be_stored(const http::Response& response) {
  const auto policy = http::to_lower(response.headers.combined("Cache-Control").value_or(""));
  const auto has = [&](const char* directive) {
    return policy.find(directive) != std::string::npos;
  };
  return response.status / 100 == 2 && has("max-age=") && !has("no-store") && !has("private");
}

}  // namespace

void SharedCaches::note(const Exchange& exchange) {
  const auto& request = exchange.request;
  if (request.method != "GET" && request.method != "HEAD") return;
  if (may_hold(request.target)) may_have_answered_ = true;
  if (may_be_stored(exchange.response)) held_.insert(request.target);
}

std::string SharedCaches::unused_query() {
  return fmt::format("fresh={}", ++queries_);
}

}  // namespace conform
