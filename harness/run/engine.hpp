// Runs the selected scenarios against a target, all at once, and says what came of them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/attempt.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/event.hpp"
#include "harness/run/foundations.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/root_causes.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/run/selection.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct RunOptions {
  std::string run_id;     ///< differs for every run; part of every stream's name
  std::size_t jobs = 64;  ///< scenarios at once, not counting those that only let time pass
  Duration time_limit = std::chrono::seconds(10);  ///< for a step that gives none
  bool in_given_order = false;  ///< otherwise those that wait longest begin first
  bool keep_streams = false;
  std::vector<std::string> required;             ///< capabilities whose absence is a failure
  std::vector<std::string> lacks;                ///< capabilities that are not built yet
  std::function<void(const Exchange&)> journal;  ///< sees every exchange that has ended, if given
  /// Why the run is to stop after this result, if it is; asked about each while scenarios run.
  std::function<std::optional<std::string>(const Result&)> stop_after;
};

class Engine {
 public:
  using Emit = std::function<void(const Event&)>;

  Engine(Transport& transport, Target target, RunOptions options, Emit emit);
  ~Engine();

  /// Probes the target and runs what is selected; the events tell the rest. The error, one
  /// sentence, says why the target could not be judged; nothing has been emitted then.
  Expected<RunFinished, std::string> run(const Selected& selected);

  /// Stops as soon as possible: what has been judged is reported, what the run has made is deleted.
  void interrupt(std::string why);

 private:
  struct Job {
    const Scenario* scenario = nullptr;
    std::size_t serial = 0;
    int attempts = 0;
    int lost_connections = 0;
    Instant began;
    std::unique_ptr<Attempt> attempt;
    std::optional<AttemptEnd> ending;
    bool idle = false;
    bool reported = false;
  };
  /// Of the attempt under way at each scenario that `keeps` rules, what broke one first.
  using Breaches = std::map<std::string, Violation, std::less<>>;

  void report_missing_requirements();
  void queue_jobs(const Selected& selected);
  void fill_slots();
  [[nodiscard]] bool only_observers_wait() const;
  void start_attempt(Job& job);
  void settle();
  void settle(Job& job);
  [[nodiscard]] bool again(Job& job) const;
  void note_connection(const Job& job);
  void report(const Job& job);
  void report_observation(const Job& job);
  void tell(const Scenario& scenario, std::string value);
  void end_observations();
  void report_rules(const Selected& selected);
  void conclude(Result result, const Scenario& scenario);
  void deliver(Result result);
  void tell(Result result);
  [[nodiscard]] Harm harm_of(const Result& result) const;
  void wait_for_cleaner();
  [[nodiscard]] RunFinished finish(Instant began);

  void note_breach(const Exchange& exchange, const std::vector<Violation>& violations);
  void announce(Exchange& exchange);
  [[nodiscard]] const Job* job_of(const Exchange& exchange) const;
  [[nodiscard]] Accused accused(const Exchange& exchange) const;
  void take_exchange(Exchange& exchange);
  [[nodiscard]] Result result_of(const Job& job) const;
  /// Why a scenario is not tried.
  struct Obstacle {
    Verdict verdict = Verdict::skip;
    std::string reason;
  };
  [[nodiscard]] std::optional<Obstacle> obstacle_of(const Scenario& scenario) const;
  void report_probe_evidence(const Selected& selected, const Findings& findings);

  Transport& transport_;
  Target target_;
  RunOptions options_;
  Emit emit_;
  Judge judge_;
  StallWatch stalls_;
  Hooks hooks_;
  Cleaner cleaner_;
  Surroundings surroundings_;
  std::vector<Capability> capabilities_;
  std::vector<Job> waiting_;  ///< the next one last
  std::vector<std::unique_ptr<Job>> running_;
  bool jobs_changed_ =
      false;  ///< since they were looked at last, one has ended, or rests or goes on
  std::map<std::uint64_t, Accused> accused_;  ///< evidence of rules
  Breaches breaches_;
  Foundations foundations_;
  std::map<Verdict, std::size_t> summary_;
  RootCauses root_causes_;
  std::map<std::string, Harm, std::less<>> harms_;  ///< by requirement
  std::uint64_t exchanges_ = 0;
  std::uint64_t order_ = 0;
  int connections_lost_in_a_row_ = 0;
  std::size_t observations_ = 0;
  bool only_observes_ = false;
  bool reports_scenarios_ = true;
  std::optional<std::string> stopped_;
};

}  // namespace conform
