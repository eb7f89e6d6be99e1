// A campaign: workers try sequences, and those that break a rule are reduced to findings. The
// corpus is kept in a folder, so that a campaign can be stopped and continued.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/corpus.hpp"
#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/fuzz_worker.hpp"
#include "fuzz/campaign/report_line.hpp"
#include "fuzz/campaign/worker_progress.hpp"
#include "fuzz/sequence/found_rules.hpp"
#include "harness/http/expected.hpp"

namespace conform::fuzz {

using Clock = std::chrono::steady_clock;

struct CampaignOptions {
  std::uint32_t seed = 1;
  std::optional<std::chrono::seconds> time;
  std::uint64_t max_executions = 0;  ///< sequences in all; 0 for no limit
  unsigned workers = 1;              ///< processes that try sequences at the same time
  std::size_t max_findings = 0;      ///< the campaign ends after that many; 0 for no limit
  bool feedback = true;
  std::string folder;          ///< contains corpus/, created if it is missing
  unsigned first_finding = 1;  ///< the number of the first finding
  /// The causes found by earlier campaigns, with the ids that they keep.
  std::map<Cause, std::string> known;
};

/// How far a campaign is.
struct CampaignState {
  std::chrono::duration<double> took{};
  std::uint64_t executions = 0;
  std::uint64_t operations = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t features = 0;  ///< features reached
  std::uint64_t corpus = 0;    ///< sequences kept
  std::size_t findings = 0;
  std::uint64_t restarts = 0;  ///< restarts of a server that had ended
  /// Unanswered requests that could not be reproduced, on a server that sometimes leaves ordinary
  /// ones unanswered too.
  std::uint64_t losses = 0;
  Clock::duration since_feature{};  ///< since any worker reached something new
  Clock::duration since_finding{};
  std::string reducing;     ///< the rule of the failure being reduced; empty for none
  std::size_t waiting = 0;  ///< failures still to be reduced
};

struct CampaignEnd {
  CampaignState state;
  std::vector<RuleRecord> rules;    ///< how often each was applied and violated
  std::set<std::string> explained;  ///< rules whose violations a finding explains
  /// Why it ended early or has no result: the server is down, no request succeeded, Ctrl-C, an
  /// error in a worker.
  std::optional<std::string> stopped_early;
};

class Campaign {
 public:
  /// `make_runner` is called once in each worker and once here, for reducing.
  Campaign(CampaignOptions options, MakeRunner make_runner);

  std::function<void(const Finding&)> on_finding;
  std::function<void(const CampaignState&)> on_state;  ///< about four times a second
  std::function<bool()> should_stop;                   ///< called as often
  /// Restarts a server that has ended; false if it does not accept connections again. `should_stop`
  /// says when to give up.
  std::function<bool(const std::function<bool()>& should_stop)> restart;
  /// Whether the server answers a simple request within a second. Called at the end if nothing was
  /// answered lately; empty for a server that always answers.
  std::function<bool()> is_answering;

  /// The error says in one sentence why the folder cannot be used.
  [[nodiscard]] Expected<CampaignEnd, std::string> run();

 private:
  /// A failure that is still to be reduced.
  struct Pending {
    FoundFailure failure;
    Level level = Level::must;
  };

  void start_workers();
  void listen(Clock::duration longest);
  void drop_ended(const std::vector<std::size_t>& ended);
  void take(std::size_t worker, std::string_view line);
  void take_failure(FoundFailure failure);
  void reduce_next();
  [[nodiscard]] bool loses_connections_anyway(Clock::duration time);
  void take_reduced(const Pending& pending, Reduction reduction, Clock::duration time);
  void report_unexplained_end();
  void report(Finding finding);
  void end_workers();
  [[nodiscard]] Execution execute(const Sequence& sequence);
  [[nodiscard]] bool restart_server();
  [[nodiscard]] bool is_over();
  [[nodiscard]] bool is_reported(const Cause& cause) const;
  [[nodiscard]] bool breaks_everywhere(const std::string& rule) const;
  [[nodiscard]] const RuleInfo* info_of(const std::string& rule) const;
  void report_state();
  void stop(std::optional<std::string> why);
  [[nodiscard]] CampaignState state() const;
  [[nodiscard]] bool found_enough(const std::string& rule) const;
  [[nodiscard]] std::optional<std::string> silence() const;

  CampaignOptions options_;
  MakeRunner make_runner_;
  std::unique_ptr<SequenceRunner> runner_;
  std::vector<FuzzWorker> workers_;
  std::vector<std::size_t> numbers_;  ///< of the workers still running
  Corpus corpus_;
  WorkerProgress progress_;
  std::vector<Pending> pending_;  ///< in order of arrival
  std::set<Cause> reported_;      ///< causes of findings, before and after reduction
  std::vector<Finding> findings_;
  FoundRules found_;
  std::optional<std::string> stopped_early_;
  std::set<std::size_t> waiting_;  ///< numbers of the workers that wait for the server
  bool is_over_ = false;
  bool is_down_ = false;    ///< the server must be restarted before the next execution here
  bool is_silent_ = false;  ///< it accepts connections and answers nothing
  bool cannot_be_restarted_ = false;
  /// The server ended, and no sequence has reproduced that.
  std::optional<Pending> unexplained_end_;
  bool reports_unconfirmed_ = false;
  bool loses_anyway_ = false;  ///< connections are lost in ordinary sequences too
  std::string reducing_rule_;
  std::uint64_t restarts_ = 0;
  std::uint64_t losses_ = 0;
  Clock::time_point began_;
  Clock::time_point next_state_;
  Clock::time_point next_question_;
  Clock::time_point last_feature_;
  Clock::time_point last_finding_;
  Clock::time_point last_execution_;  ///< the last complete execution
};

}  // namespace conform::fuzz
