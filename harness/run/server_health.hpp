// Whether the server under test is still up: lost connections, outages, crashes; and restarts it if
// the run controls it (R38).
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
  /// Requests `url` to see whether the server is up. `on_known` is called when a check after a lost
  /// connection has ended.
  ServerHealth(Transport& transport, const Target& target, std::string url,
               const std::optional<ServerControl>& control, StopSignal& stop,
               std::function<void()> on_known);

  /// A connection ended before its response did: finds out whether the server is up.
  void handle_loss(const Exchange& exchange);
  [[nodiscard]] bool is_checking() const { return reachability_.under_way(); }
  [[nodiscard]] bool is_down() const { return down_reason_.has_value(); }

  /// Runs the transport until `met` holds, the run is to stop, or the server is down.
  void wait_until(const std::function<bool()>& met);
  void pause(Duration time);

  /// If the server or the network goes down by itself, losses at that time are not held against it:
  /// the job's attempt becomes void.
  void void_if_outage(Job& job) const;
  [[nodiscard]] bool may_have_caused_outage(const Job& job) const;
  /// Whether the server goes down with nothing under way, as it did during a request.
  void watch_for_outage(Duration request_time);

  /// The requests under way when the server went down, and how it did. From then on it counts as up
  /// again.
  [[nodiscard]] ServerDeaths::Death take_death();
  [[nodiscard]] std::string exit_description(const std::string& problem) const;
  [[nodiscard]] bool restart(const std::string& how);

  [[nodiscard]] LostConnections& lost() { return lost_; }
  [[nodiscard]] ServerDeaths& deaths() { return deaths_; }
  /// About connections that were lost repeatedly, and about crashes.
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
  std::optional<std::string> down_reason_;  ///< the transport's message
  int watches_ = 0;
  std::size_t restarts_ = 0;
};

}  // namespace conform
