// The requests that a run has under way, and what they tell about how many there may be at once.
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
  /// `most` requests at once, whatever the server takes; those to anything but a URL that begins
  /// with `root` are none of its.
  Traffic(std::size_t most, std::string root);

  /// A request goes out; its `sent_order` tells it from all others.
  void sent(const Exchange& exchange);
  /// It has ended. `limit_reached`: more would be under way if the limit allowed it.
  void ended(const Exchange& exchange, bool limit_reached);
  /// It will never be told how the requests of this scenario ended that are still under way.
  void forget(const std::string& scenario);
  /// Looks for requests that have been waiting too long for an answer.
  void look(Instant now);

  /// Whether it went to the server under test.
  [[nodiscard]] bool concerns(const Exchange& exchange) const {
    return exchange.request.target.starts_with(root_);
  }
  /// Whether requests of its kind are refused with next to nothing else under way.
  [[nodiscard]] bool is_refused_alone(const Exchange& exchange) const;
  /// How many were under way when this one was sent, itself included; 0 where that is not known.
  [[nodiscard]] std::size_t beside(const Exchange& exchange) const;
  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }
  [[nodiscard]] const CongestionWindow& window() const { return window_; }
  /// One sentence about how many requests at once the server takes; nullopt where it took all.
  [[nodiscard]] std::optional<std::string> told() const;

 private:
  struct UnderWay {
    std::string scenario;
    Instant sent;
    std::size_t beside = 1;
    bool is_short = false;  ///< nothing is meant to hold its answer back
  };

  [[nodiscard]] bool is_short(const Exchange& exchange) const;
  void refused(const Exchange& exchange, const UnderWay& how);

  CongestionWindow window_;
  std::string root_;
  std::map<std::uint64_t, UnderWay> under_way_;  ///< by order
  std::set<std::uint64_t> short_;                ///< those of them that are short
  std::set<std::string> refused_alone_;          ///< kinds of requests
  std::set<int> refused_with_;                   ///< statuses, where there were too many at once
};

/// What requests have in common that a server treats alike: "GET sse", "POST", "GET now".
[[nodiscard]] std::string kind_of(const http::Request& request);

}  // namespace conform
