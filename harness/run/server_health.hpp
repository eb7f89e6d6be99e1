// Whether the server under test is still there: what it lost, when it took no connections, how
// often it died; and starts it again where that is in our hands (R38).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/job.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/outages.hpp"
#include "harness/run/reachability.hpp"
#include "harness/run/run_options.hpp"
#include "harness/run/server_deaths.hpp"
#include "harness/run/stop_signal.hpp"

namespace conform {

class ServerHealth {
 public:
  /// Asks for `url` to see whether the server is there. `on_known` is called when a check that a
  /// lost connection gave rise to has ended.
  ServerHealth(Transport& transport, const Target& target, std::string url,
               const std::optional<ServerControl>& control, StopSignal& stop,
               std::function<void()> on_known);

  /// A connection ended before its response did: finds out whether the server is there.
  void take_loss(const Exchange& exchange);
  [[nodiscard]] bool being_checked() const { return reachability_.under_way(); }
  [[nodiscard]] bool gone() const { return gone_.has_value(); }

  /// Lets things happen until it is met, the run is to stop, or the server is gone.
  void wait_until(const std::function<bool()>& met);
  void pause(Duration time);

  /// A server that goes away by itself, or to which the way breaks, is not accused of what it lost
  /// then: the ending of the job's attempt is void.
  void excuse_by_outage(Job& job) const;
  [[nodiscard]] bool may_have_caused_outage(const Job& job) const;
  /// Whether the server goes away with nothing under way, as it did beside a request.
  void watch_for_outage(Duration as_long_as);

  /// The requests at work when the server went away; how it went. It is not gone any more, as far
  /// as is known here.
  [[nodiscard]] ServerDeaths::Death take_death();
  [[nodiscard]] std::string how_it_ended(const std::string& problem) const;
  [[nodiscard]] bool start_again(const std::string& how);

  [[nodiscard]] LostConnections& lost() { return lost_; }
  [[nodiscard]] ServerDeaths& deaths() { return deaths_; }
  /// About connections that were lost time after time, and about deaths.
  [[nodiscard]] std::vector<Result> results() const;
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  Transport& transport_;
  const std::optional<ServerControl>& control_;
  StopSignal& stop_;
  std::function<void()> on_known_;
  Reachability reachability_;
  LostConnections lost_;
  Outages outages_;
  ServerDeaths deaths_;
  std::optional<std::string> gone_;  ///< in the transport's words
  int times_watched_ = 0;
  std::size_t times_started_ = 0;
};

}  // namespace conform
