// A campaign: workers try sequences, what they catch is reduced to findings, and all of it is told
// as events like any run. It keeps its corpus in a folder, so that it can be stopped and go on.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/features.hpp"
#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/fuzz_worker.hpp"
#include "fuzz/campaign/report_line.hpp"
#include "harness/http/expected.hpp"

namespace conform::fuzz {

using Clock = std::chrono::steady_clock;

struct CampaignOptions {
  std::uint32_t seed = 1;
  std::optional<std::chrono::seconds> time;
  std::uint64_t most_plays = 0;   ///< sequences in all; 0 for no bound
  unsigned workers = 1;           ///< processes that try sequences at the same time
  std::size_t most_findings = 0;  ///< ends with so many; 0 for no bound
  bool feedback = true;
  std::string folder;          ///< holds corpus/, made if it is missing
  unsigned first_finding = 1;  ///< the number with which findings begin
  /// What earlier campaigns have found, and under which ids: found again, it keeps them.
  std::map<Cause, std::string> known;
};

/// How far a campaign is.
struct CampaignState {
  std::chrono::duration<double> took{};
  std::uint64_t plays = 0;
  std::uint64_t operations = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t features = 0;  ///< that were reached
  std::uint64_t corpus = 0;    ///< sequences kept
  std::size_t findings = 0;
  std::uint64_t restarts = 0;  ///< of the server, after it had ended
  /// Requests without an answer that came never again, while harmless ones got none either at
  /// times.
  std::uint64_t losses = 0;
  Clock::duration since_feature{};  ///< since any worker reached something new
  Clock::duration since_finding{};
  std::string reducing;     ///< the rule of what is being reduced, empty for nothing
  std::size_t waiting = 0;  ///< what is still to be reduced
};

struct CampaignEnd {
  CampaignState state;
  std::vector<RuleRecord> rules;    ///< how often each had its occasion, and was broken
  std::set<std::string> explained;  ///< rules whose breaches have the cause of some finding
  /// Why it ended before its time, or says nothing about the server: the server is gone, nothing
  /// that was asked of it succeeded, Ctrl-C, a fault of a worker.
  std::optional<std::string> stopped_early;
};

class Campaign {
 public:
  /// `make_runner` is called once in each worker and once here, for reducing.
  Campaign(CampaignOptions options, MakeRunner make_runner);

  std::function<void(const Finding&)> on_finding;
  std::function<void(const CampaignState&)> on_state;  ///< about four times a second
  std::function<bool()> should_stop;                   ///< asked as often
  /// Has a server that has ended take connections again; false when it does not. What it is given
  /// says whether to wait no longer.
  std::function<bool(const std::function<bool()>& should_stop)> revive;
  /// Whether the server answers a plain request within a second. Asked at the end, where nothing
  /// was answered lately; empty for a server that always does.
  std::function<bool()> is_answering;

  /// The error is one sentence: the folder cannot be used.
  [[nodiscard]] Expected<CampaignEnd, std::string> run();

 private:
  /// A way to break a rule that is still to be reduced.
  struct Pending {
    Caught caught;
    Level level = Level::must;
  };

  [[nodiscard]] std::optional<std::string> prepare_folder() const;
  void start_workers();
  void listen(Clock::duration longest);
  void drop_ended(const std::vector<std::size_t>& ended);
  void take(std::size_t worker, std::string_view line);
  void take_caught(Caught caught);
  void reduce_next();
  [[nodiscard]] bool loses_connections_anyway(Clock::duration time);
  void take_reduced(const Pending& pending, Reduction reduction, Clock::duration time);
  void report_unexplained_death();
  void report(Finding finding);
  void end_workers();
  [[nodiscard]] Played play(const Sequence& sequence);
  [[nodiscard]] bool revive_server();
  [[nodiscard]] bool is_over();
  [[nodiscard]] bool is_reported(const Cause& cause) const;
  [[nodiscard]] bool breaks_everywhere(const std::string& rule) const;
  [[nodiscard]] const RuleInfo* info_of(const std::string& rule) const;
  void report_state();
  void stop(std::optional<std::string> why);
  [[nodiscard]] CampaignState state() const;
  [[nodiscard]] bool found_enough(const std::string& rule) const;
  [[nodiscard]] std::vector<RuleRecord> rule_records() const;
  [[nodiscard]] std::optional<std::string> nothing_worked() const;
  [[nodiscard]] std::optional<std::string> silence() const;

  CampaignOptions options_;
  MakeRunner make_runner_;
  std::unique_ptr<SequenceRunner> runner_;
  std::vector<FuzzWorker> workers_;
  std::vector<std::size_t> numbers_;  ///< of the workers that are left
  std::vector<Progress> progress_;    ///< the last of each worker there was, by number
  std::vector<Pending> pending_;      ///< in the order in which they came
  std::set<Cause> reported_;          ///< by findings, or by what they were reduced to
  std::vector<Finding> findings_;
  std::map<std::string, unsigned> per_rule_;
  std::set<std::string> explained_;
  std::optional<std::string> stopped_early_;
  std::set<std::size_t> waiting_;  ///< workers that wait for the server, by number
  bool is_over_ = false;
  bool is_down_ = false;    ///< the server: it is to be revived before the next play of ours
  bool is_silent_ = false;  ///< it was not gone, when it was seen last
  bool cannot_be_revived_ = false;
  /// The server had ended, and nothing that was tried again has ended it.
  std::optional<Pending> unexplained_death_;
  bool is_last_word_ = false;
  bool loses_anyway_ = false;  ///< connections, in sequences that harm nobody
  std::string reducing_rule_;
  unsigned next_number_ = 1;
  std::uint64_t restarts_ = 0;
  std::uint64_t losses_ = 0;
  std::bitset<most_features> reached_;
  Clock::time_point began_;
  Clock::time_point next_state_;
  Clock::time_point next_question_;
  Clock::time_point last_feature_;
  Clock::time_point last_finding_;
  Clock::time_point last_play_;  ///< that came to its end, on a server that was there
};

}  // namespace conform::fuzz
