// What every campaign on the command line needs to know before its first request.
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

/// Lets no more than so many requests a second go, and fewer while the server says that it is busy.
class Pace {
 public:
  /// 0 for no bound. Waits end early when `should_stop` says so.
  explicit Pace(double per_second, std::function<bool()> should_stop = {});

  /// Waits until the next request may go.
  void wait();
  /// Takes 429 and 503 for what they say (R21): waits as long as Retry-After asks for, within
  /// reason, and goes on slower; any other answer makes it faster again.
  void heed(const http::Response& response);

 private:
  using Clock = std::chrono::steady_clock;

  Clock::duration interval_{};
  Clock::duration extra_{};  ///< because the server is busy
  std::function<bool()> should_stop_;
  Clock::time_point next_ = Clock::now();
};

/// Whether the server answers again within a few seconds, as one does that somebody else
/// starts again.
[[nodiscard]] bool comes_back(const Connection& connection,
                              const std::function<bool()>& should_stop);

/// How many processes make good use of a server: the more, the longer it takes to answer one
/// request. Asks it a few times.
[[nodiscard]] unsigned fitting_clients(const Connection& connection, const std::string& word);

/// When a campaign is to end: when its time is over, or on Ctrl-C.
class CampaignClock {
 public:
  /// The time of a campaign counts from here; nullopt for no bound.
  explicit CampaignClock(std::optional<std::chrono::seconds> time) : time_(time) {}

  [[nodiscard]] bool is_interrupted() { return stop_.came(); }
  [[nodiscard]] bool is_over();
  /// What is left; nullopt for no bound.
  [[nodiscard]] std::optional<std::chrono::milliseconds> left() const;
  /// The same in whole seconds, one at least.
  [[nodiscard]] std::optional<std::chrono::seconds> seconds_left() const;

 private:
  StopSignal stop_;
  std::optional<std::chrono::seconds> time_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// What is known of a server before a campaign.
struct InitialProbe {
  std::vector<Capability> capabilities;
  std::optional<Result> death;      ///< the failure, where one of these questions ended it (R38)
  std::optional<std::string> gone;  ///< why it takes no connections any more, if it does not
};

/// Asks the server whether it is one, and leaves nothing behind, unless it is so slow that a third
/// of the campaign's time goes by: then the campaign is to find out. One that ends meanwhile is
/// started again where there is `server`, and asked one thing at a time to see what ends it.
[[nodiscard]] Expected<InitialProbe, std::string> look_at(
    const Connection& connection, const std::string& word, Duration limit, CampaignClock& clock,
    const std::optional<ServerControl>& server = {});

/// The server of --server as one that can be started again; both must live as long as this.
[[nodiscard]] ServerControl control_of(ManagedServer& server, CampaignClock& clock);

/// Whether the server answers a plain request within a second, whatever it answers.
[[nodiscard]] bool is_answering(const Connection& connection);

/// The rules of the built-in server with these mistakes.
[[nodiscard]] Expected<server::Rules, std::string> rules_with(
    const std::vector<std::string>& defects);

/// What --time says; a minute where neither it nor --runs says anything.
[[nodiscard]] Expected<std::optional<std::chrono::seconds>, std::string> time_of(
    const Settings& settings);

}  // namespace conform
