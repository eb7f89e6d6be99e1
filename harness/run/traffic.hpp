// The requests that a run has under way, and what they show about how many the server can handle at
// once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/run/congestion_window.hpp"

namespace conform {

class Traffic {
 public:
  /// At most `most` requests at once. Only requests to URLs that begin with `root` are counted.
  Traffic(std::size_t most, std::string root);

  /// A request is sent; identified by its `sent_order`.
  void sent(const Exchange& exchange);
  /// It has ended. `limit_reached`: more would be under way if the limit allowed it.
  void ended(const Exchange& exchange, bool limit_reached);
  /// The ends of this scenario's requests still under way will not be reported.
  void forget(const std::string& scenario);
  /// Checks for requests that have been waiting too long for a response.
  void check_overdue(Instant now);

  /// Whether it went to the server under test.
  [[nodiscard]] bool concerns(const Exchange& exchange) const {
    return exchange.request.target.starts_with(root_);
  }
  /// Whether requests of its kind are refused with next to nothing else under way.
  [[nodiscard]] bool is_refused_alone(const Exchange& exchange) const;
  /// How many were under way when this one was sent, itself included; 0 if that is not known.
  [[nodiscard]] std::size_t concurrency(const Exchange& exchange) const;
  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }
  [[nodiscard]] const CongestionWindow& window() const { return window_; }
  /// One sentence about how many requests at once the server can handle; nullopt if it handled all.
  [[nodiscard]] std::optional<std::string> summary() const;

 private:
  struct UnderWay {
    std::string scenario;
    Instant sent;
    std::size_t concurrency = 1;
    bool is_short = false;  ///< nothing is meant to delay its response
    bool is_large = false;  ///< it may transfer a large body
  };

  [[nodiscard]] bool is_short(const Exchange& exchange) const;
  [[nodiscard]] bool may_be_large(const Exchange& exchange) const;
  void note_large(const Exchange& exchange, const UnderWay& how);
  /// Whether a large body was transferred meanwhile: on a slow link everything waits for it.
  [[nodiscard]] bool is_beside_large(const UnderWay& how) const {
    return large_under_way_ > 0 || how.sent < last_large_end_;
  }
  void refused(const Exchange& exchange, const UnderWay& how);

  CongestionWindow window_;
  std::string root_;
  std::map<std::uint64_t, UnderWay> under_way_;  ///< by ordinal
  std::set<std::uint64_t> short_;                ///< those of them that are short
  std::size_t large_under_way_ = 0;
  Instant last_large_end_ = Instant::min();
  std::set<std::string> large_scenarios_;  ///< those that have transferred a large body
  std::set<std::string> refused_alone_;    ///< kinds of requests
  std::set<int> refused_with_;             ///< statuses, if there were too many at once
};

/// The kind of a request, such that servers treat one kind alike: "GET sse", "POST", "GET now".
[[nodiscard]] std::string kind_of(const http::Request& request);

}  // namespace conform
