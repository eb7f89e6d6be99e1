#include "harness/durability/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/durability/script.hpp"
#include "harness/http/clock.hpp"
#include "harness/run/rule_results.hpp"

namespace conform::durability {
namespace {

using Clock = std::chrono::steady_clock;

/// Clocks are adjusted by less all the time.
constexpr auto smallest_setting = std::chrono::milliseconds{500};
constexpr int max_executions = 3;

class Campaign {
 public:
  Campaign(const ServerOptions& server, const CampaignOptions& options,
           const std::function<void(const CampaignState&)>& on_state)
      : server_(server), options_(options), history_(options.history), on_state_(on_state) {
    server_.should_stop = [this, before = server.should_stop] {
      if (before && before()) end_.interrupted = true;
      return end_.interrupted || is_out_of_time();
    };
  }

  CampaignEnd run() {
    take(0, first_history(options_.history));
    for (unsigned round = 1; !is_over(round); ++round) {
      take(round, history_of(round, options_.seed, history_));
      ++end_.state.rounds;
      end_.state.took = Clock::now() - began_;
      if (on_state_) on_state_(end_.state);
    }
    end_.state.took = Clock::now() - began_;
    return std::move(end_);
  }

 private:
  [[nodiscard]] bool is_out_of_time() const {
    return options_.time && Clock::now() - began_ > *options_.time;
  }

  [[nodiscard]] bool is_over(unsigned round) const {
    const bool is_useless = end_.keeps_nothing || end_.not_started;
    const bool found = options_.stops_at_first && !end_.findings.empty();
    return is_useless || found || end_.interrupted || is_out_of_time() ||
           (options_.rounds > 0 && round > options_.rounds);
  }

  void take(unsigned round, const History& history) {
    auto execution = execute_by_one_clock(history);
    end_.state.terms += execution.terms;
    end_.state.kills += execution.kills;
    end_.state.power_losses += execution.power_losses;
    end_.state.requests += execution.requests;
    end_.checked.insert(execution.checked.begin(), execution.checked.end());
    if (execution.not_started) {
      if (round == 0) end_.not_started = execution.not_started;
      return;
    }
    if (round == 0 && execution.kept_nothing) {
      end_.keeps_nothing = true;
      return;
    }
    if (round == 0 && execution.bypasses_disk) leave_out_disk();
    std::set<Check> seen;
    for (const auto& violation : execution.violations) seen.insert(violation.check);
    for (const auto check : seen) {
      if (++end_.violations[check] == 1) find(round, history, execution, check);
    }
    server_.log.clear();
  }

  /// A server keeps the times of its streams by the system's clock: while that is set, streams
  /// legitimately expire sooner, or come back.
  Execution execute_by_one_clock(const History& history) {
    for (int executions = 1;; ++executions) {
      const auto before = clock::set_by();
      auto execution = execute(history, server_);
      if (std::chrono::abs(clock::set_by() - before) < smallest_setting) return execution;
      ++end_.state.clock_settings;
      execution.violations.clear();
      execution.checked.clear();
      execution.kept_nothing = false;
      if (executions == max_executions || execution.not_started || execution.interrupted)
        return execution;
    }
  }

  void find(unsigned round, const History& history, const Execution& execution, Check check) {
    Finding finding{*execution.violation_of(check), round, {history, execution}};
    if (options_.reduces) {
      finding.reduction = reduce(history, execution, check, server_, options_.reduction);
      finding.violation = *finding.reduction.execution.violation_of(check);
    }
    if (check == Check::ready) leave_out_forks(finding.reduction.history);
    end_.findings.push_back(std::move(finding));
    end_.state.findings = end_.findings.size();
  }

  /// A server that is never ready again because of a fork can be tested further without forks.
  void leave_out_forks(const History& reduced) {
    const bool forks = std::any_of(reduced.begin(), reduced.end(), [](const Operation& operation) {
      return operation.kind == Operation::Kind::fork;
    });
    if (forks && history_.capabilities.erase("forks") > 0) end_.left_out_forks = true;
  }

  void leave_out_disk() {
    end_.bypasses_disk = true;
    server_.watches_disk = false;
    history_.read_only_disk = history_.lost_writes = history_.torn_writes = false;
  }

  ServerOptions server_;
  const CampaignOptions& options_;
  HistoryOptions history_;
  const std::function<void(const CampaignState&)>& on_state_;
  CampaignEnd end_;
  Clock::time_point began_ = Clock::now();
};

Result result_of(const CheckInfo& check) {
  Result result;
  result.id = check.id;
  result.suite = "durability";
  result.title = check.title;
  result.level = check.level;
  result.requirements = {std::string(check.requirement)};
  return result;
}

std::string why_not_checked(Check check, const CampaignEnd& end, const HistoryOptions& history) {
  const bool is_disk = check == Check::read_only_disk || check == Check::full_disk;
  const bool is_asked = check == Check::full_disk ? history.full_disk : history.read_only_disk;
  if (is_disk && !is_asked) return "it was not asked for with --disk";
  if (check == Check::read_only_disk && end.bypasses_disk) {
    return "the server writes to its files without libc, as programs in Go do";
  }
  return "no round came to anything that it checks";
}

void add_finding(Result& result, const Finding& finding, unsigned rounds,
                 const ServerOptions& server) {
  const auto& violation = finding.violation;
  const auto& reduction = finding.reduction;
  result.level = violation.level;
  result.verdict = broken(violation.level);
  result.message = fmt::format("after {}: expected {}, got {}", to_string(violation.after),
                               violation.expected, violation.got);
  result.why = fmt::format(
      "Found in round {}, seen in {} rounds; the reduced history showed it "
      "in {} of {} further runs.",
      finding.round, rounds, reduction.confirmed, reduction.confirmations);
  std::vector<Exchange> exchanges;
  for (const auto& exchange : violation.exchanges) exchanges.push_back(shortened(exchange));
  result.evidence = Evidence{violation.expected, violation.got, std::move(exchanges),
                             shell_script(result.title, reduction.execution, violation, server)};
}

}  // namespace

CampaignEnd run_campaign(const ServerOptions& server, const CampaignOptions& options,
                         const std::function<void(const CampaignState&)>& on_state) {
  return Campaign(server, options, on_state).run();
}

std::vector<Result> results_of(const CampaignEnd& end, const ServerOptions& server,
                               const HistoryOptions& history) {
  std::vector<Result> results;
  for (const auto& check : all_checks()) {
    auto result = result_of(check);
    const auto found = std::find_if(end.findings.begin(), end.findings.end(), [&](const auto& one) {
      return one.violation.check == check.check;
    });
    if (found != end.findings.end()) {
      add_finding(result, *found, end.violations.at(check.check), server);
    } else if (!end.checked.contains(check.check)) {
      const bool lacks = !check.needs.empty() && !history.capabilities.contains(check.needs);
      result.verdict = Verdict::skip;
      result.message = lacks ? fmt::format("the server does not support {}", check.needs)
                             : why_not_checked(check.check, end, history);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace conform::durability
