// Rounds of histories, and what they found: the first violation of each check, reduced.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/durability/execution.hpp"
#include "harness/durability/history.hpp"
#include "harness/durability/reducer.hpp"
#include "harness/run/event.hpp"

namespace conform::durability {

struct CampaignOptions {
  std::uint32_t seed = 1;
  unsigned rounds = 0;  ///< 0 for no limit
  std::optional<std::chrono::seconds> time;
  HistoryOptions history;
  ReductionLimits reduction{};
  bool reduces = true;
  /// Ends with the first violation.
  bool stops_at_first = false;
};

struct Finding {
  Violation violation;
  unsigned round = 0;
  Reduction reduction;
};

struct CampaignState {
  std::chrono::duration<double> took{};
  unsigned rounds = 0;
  unsigned terms = 0;  ///< stops with SIGTERM
  unsigned kills = 0;  ///< stops with SIGKILL
  unsigned power_losses = 0;
  std::size_t requests = 0;
  std::size_t findings = 0;
  unsigned clock_settings = 0;  ///< executions during which the system's clock was set
};

struct CampaignEnd {
  CampaignState state;
  std::vector<Finding> findings;
  std::set<Check> checked;
  std::map<Check, unsigned> violations;  ///< how many rounds showed one
  bool keeps_nothing = false;
  /// The server bypasses the library in front of its disk: faults that need it were left out.
  bool bypasses_disk = false;
  bool left_out_forks = false;             ///< after a start that a fork prevented
  std::optional<std::string> not_started;  ///< why the server could not be started at first
  bool interrupted = false;
};

/// `on_state` is called after each round.
[[nodiscard]] CampaignEnd run_campaign(const ServerOptions& server, const CampaignOptions& options,
                                       const std::function<void(const CampaignState&)>& on_state);

/// One result for each check: what was found, or that nothing was, or why it was not tried.
[[nodiscard]] std::vector<Result> results_of(const CampaignEnd& end, const ServerOptions& server,
                                             const HistoryOptions& history);

}  // namespace conform::durability
