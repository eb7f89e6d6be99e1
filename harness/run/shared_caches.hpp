// What shared caches between us and the server may hold, with the server's leave (RFC 9111 3, R37):
// an answer that is old then is no fault of the server, and is asked for again past them.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "harness/exchange/exchange.hpp"

namespace conform {

class SharedCaches {
 public:
  /// An exchange that has ended, in the order of their ends.
  void note(const Exchange& exchange);

  /// Whether an earlier answer for this URL may be given again.
  [[nodiscard]] bool may_hold(const std::string& url) const { return held_.contains(url); }
  /// Whether a URL was asked for again after an answer that they may hold.
  [[nodiscard]] bool may_have_answered() const { return may_have_answered_; }
  /// A query for which they hold nothing yet.
  [[nodiscard]] std::string unused_query();

 private:
  std::set<std::string> held_;
  bool may_have_answered_ = false;
  std::uint64_t queries_ = 0;
};

}  // namespace conform
