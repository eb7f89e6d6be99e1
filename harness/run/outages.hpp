// Times when the server stopped accepting connections and then accepted them again. If it also goes
// down with no request of some kind under way, it goes down by itself, or the network does: losses
// then say nothing about that kind of request.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "harness/http/instant.hpp"

namespace conform {

class Outages {
 public:
  /// `kinds` are those of the requests that were dropped (kind_of, traffic.hpp); `ended` is when
  /// the server accepted connections again.
  void add(Instant ended, std::set<std::string> kinds);

  /// Whether a request of this kind, sent since `from`, may have been lost to an outage that it did
  /// not cause.
  [[nodiscard]] bool excuse(Instant from, const std::string& kind) const;

  [[nodiscard]] bool any_since(Instant from) const {
    return !outages_.empty() && outages_.back().ended >= from;
  }
  [[nodiscard]] std::size_t count() const { return outages_.size(); }

 private:
  struct Outage {
    Instant ended;
    std::set<std::string> kinds;
  };
  std::vector<Outage> outages_;  ///< oldest first, bounded
};

}  // namespace conform
