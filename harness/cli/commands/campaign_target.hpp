// What every campaign must know about its target before the first request.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/server/rules/rules.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/stop_signal.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// Limits the request rate, and lowers it while the server says that it is busy.
class Pace {
 public:
  /// 0 for no limit. Waits end early when `should_stop` returns true.
  explicit Pace(double per_second, std::function<bool()> should_stop = {});

  /// Waits until the next request may be sent.
  void wait();
  /// Backs off after 429 and 503 (R21): waits for Retry-After, within reason, and slows down; any
  /// other response speeds it up again.
  void adapt_to(const http::Response& response);

 private:
  using Clock = std::chrono::steady_clock;

  Clock::duration interval_{};
  Clock::duration extra_{};  ///< added while the server is busy
  std::function<bool()> should_stop_;
  Clock::time_point next_ = Clock::now();
};

/// Whether the server answers again within a few seconds, in case somebody else restarts it.
[[nodiscard]] bool comes_back(const Connection& connection,
                              const std::function<bool()>& should_stop);

/// The number of client processes that suits a server: the longer its response time, the more.
/// Sends it a few requests.
[[nodiscard]] unsigned suitable_client_count(const Connection& connection, const std::string& word);

/// When a campaign ends: when its time is up, or on Ctrl-C.
class CampaignClock {
 public:
  /// The time of a campaign starts here; nullopt for no limit.
  explicit CampaignClock(std::optional<std::chrono::seconds> time) : time_(time) {}

  [[nodiscard]] bool is_interrupted() { return stop_.arrived(); }
  [[nodiscard]] bool is_over();
  /// The remaining time; nullopt for no limit.
  [[nodiscard]] std::optional<std::chrono::milliseconds> left() const;
  /// The same in whole seconds, at least one.
  [[nodiscard]] std::optional<std::chrono::seconds> seconds_left() const;

 private:
  StopSignal stop_;
  std::optional<std::chrono::seconds> time_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// What is known about a server before a campaign.
struct InitialProbe {
  std::vector<Capability> capabilities;
  std::optional<Result> death;  ///< the failure, if one of the probing requests crashed it (R38)
  std::optional<std::string> unreachable;  ///< why it no longer accepts connections, if so
};

/// Probes the server and cleans up afterwards. If it is so slow that a third of the campaign's time
/// is used up, the rest is left to the campaign. A server that ends meanwhile is restarted if
/// `server` is given, and probed one request at a time to find out which one ends it.
[[nodiscard]] Expected<InitialProbe, std::string> probe_server(
    const Connection& connection, const std::string& word, Duration limit, CampaignClock& clock,
    const std::optional<ServerControl>& server = {});

/// The server given with --server, as one that can be restarted; both must outlive this.
[[nodiscard]] ServerControl control_of(ManagedServer& server, CampaignClock& clock);

/// Whether the server answers a plain request within a second, with whatever status.
[[nodiscard]] bool is_answering(const Connection& connection);

/// The rules of the built-in server with these defects.
[[nodiscard]] Expected<server::Rules, std::string> rules_with(
    const std::vector<std::string>& defects);

/// The value of --time; by default one minute if --runs is not given either.
[[nodiscard]] Expected<std::optional<std::chrono::seconds>, std::string> time_of(
    const Settings& settings);

}  // namespace conform
