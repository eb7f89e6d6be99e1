// Judges traffic as it passes: the server by the rules for servers, clients by the rules for
// clients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/judge/client/client_judge.hpp"
#include "harness/judge/judge.hpp"
#include "harness/monitor/traffic.hpp"
#include "harness/run/event.hpp"
#include "harness/run/rule_results.hpp"

namespace conform::monitor {

/// Counted so far.
struct TrafficCounts {
  std::size_t exchanges = 0;          ///< that have ended
  std::size_t judged = 0;             ///< of these, to streams
  std::size_t compressed = 0;         ///< responses whose bodies are not judged
  std::size_t tunnels = 0;            ///< connections that carry another protocol
  std::size_t upstream_failures = 0;  ///< connections for which the server could not be reached
  std::size_t server_violations = 0;
  std::size_t client_violations = 0;
};

class TrafficJudge {
 public:
  struct Options {
    /// See ClientJudge::Options.
    bool one_client = false;
    bool one_reader = false;
    /// Requests also reach the server without passing here: nothing is concluded from what a stream
    /// should contain.
    bool others_write = false;
    /// Gets each exchange that has ended, and how many bytes of its request's body it does not
    /// have.
    std::function<void(const Exchange&, std::size_t)> journal{};
    /// Gets each violation when it is found; `who` is "server" or "client". The first of each kind
    /// are evidence.
    std::function<void(const Violation&, const Exchange&, std::string_view who)> on_violation{};
    /// Gets one sentence about what is wrong with the connections themselves.
    std::function<void(const std::string&)> on_trouble{};
  };

  explicit TrafficJudge(Options options);

  /// The next event.
  void take(const TrafficEvent& event);

  [[nodiscard]] const TrafficCounts& counts() const { return counts_; }

  /// All traffic has been seen. Returns a result for each rule, those for clients last.
  [[nodiscard]] std::vector<Result> finish();
  /// What readers of the results should know.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  void on(const RequestBegan& event);
  void on(const BodySent& event);
  void on(const ResponseBegan& event);
  void on(const EventReached& event);
  void on(const ExchangeEnded& event);
  void on(const ForeignBytes& event);
  void on(const TunnelOpened& event);
  void on(const UpstreamFailed& event);
  void report(const std::vector<Violation>& violations, const Exchange& exchange,
              std::string_view who);

  Options options_;
  Judge judge_;
  ClientJudge clients_;
  TrafficCounts counts_;
  std::map<std::uint64_t, FailedExchange> failed_;
  std::string last_trouble_;
};

}  // namespace conform::monitor
