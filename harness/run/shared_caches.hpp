// What shared caches between us and the server may have stored, as the server's headers permit (RFC
// 9111 3, R37): a stale response is then no fault of the server, and the request is repeated
// bypassing them.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "harness/exchange/exchange.hpp"

namespace conform {

class SharedCaches {
 public:
  /// An exchange that has ended; in the order in which exchanges end.
  void note(const Exchange& exchange);

  /// Whether an earlier response for this URL may be served from a cache.
  [[nodiscard]] bool may_hold(const std::string& url) const { return held_.contains(url); }
  /// Whether a URL was requested again after a response that may be cached.
  [[nodiscard]] bool may_have_answered() const { return may_have_answered_; }
  /// A query for which nothing is cached yet.
  [[nodiscard]] std::string unused_query();

 private:
  std::set<std::string> held_;
  bool may_have_answered_ = false;
  std::uint64_t queries_ = 0;
};

}  // namespace conform
