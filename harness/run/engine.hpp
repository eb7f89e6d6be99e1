// Runs the selected scenarios against a target, as many at once as it keeps pace with, and says
// what came of them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/attempt.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/event.hpp"
#include "harness/run/foundations.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/outages.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/reachability.hpp"
#include "harness/run/root_causes.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/run/selection.hpp"
#include "harness/run/server_deaths.hpp"
#include "harness/run/target.hpp"
#include "harness/run/traffic.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

/// A server that the run may start again when it has ended.
struct ServerControl {
  /// How it has ended; nullopt while it runs.
  std::function<std::optional<std::string>()> ended;
  /// Starts it again and waits until it answers; the error is one sentence.
  std::function<Expected<void, std::string>()> start_again;
};

struct RunOptions {
  std::string run_id;  ///< differs for every run; part of every stream's name
  /// At most so many scenarios at once, not counting those that only let time pass. There are fewer
  /// where the server does not keep pace.
  std::size_t jobs = 64;
  Duration time_limit = std::chrono::seconds(10);  ///< for a step that gives none
  bool in_given_order = false;  ///< otherwise those that wait longest begin first
  bool keep_streams = false;
  std::vector<std::string> required;             ///< capabilities whose absence is a failure
  std::vector<std::string> lacks;                ///< capabilities that are not built yet
  std::function<void(const Exchange&)> journal;  ///< sees every exchange that has ended, if given
  /// Why the run is to stop after this result, if it is; asked about each while scenarios run.
  std::function<std::optional<std::string>(const Result&)> stop_after;
  std::optional<ServerControl> server{};
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
  /// With a status that says that the server is busy.
  struct Refusal {
    int status = 0;
    std::size_t under_way = 1;  ///< requests when it was sent, itself included
    std::optional<Duration> retry_after;
  };
  struct Job {
    const Scenario* scenario = nullptr;
    std::size_t serial = 0;
    std::size_t peak = 1;  ///< requests at once
    bool holds_reads = false;
    int attempts = 0;
    int attempts_alone = 0;
    int lost_connections = 0;
    Instant began;
    Instant attempt_began;
    std::unique_ptr<Attempt> attempt;
    std::optional<AttemptEnd> ending;
    std::optional<Refusal> refusal;  ///< of a request of this attempt
    std::size_t under_way = 0;       ///< requests
    bool idle = false;
    enum class Next { none, reported, alone } next = Next::none;
  };
  using Jobs = std::vector<std::unique_ptr<Job>>;
  /// What the jobs that are running ask of the server.
  struct Load {
    std::size_t active = 0;    ///< jobs that do not only let time pass
    std::size_t idle = 0;      ///< jobs that do
    std::size_t held = 0;      ///< live reads of these
    std::size_t requests = 0;  ///< under way, or about to be
  };
  /// Of the attempt under way at each scenario that `keeps` rules, what broke one first.
  using Breaches = std::map<std::string, Violation, std::less<>>;

  /// Why a scenario is not tried.
  struct Obstacle {
    Verdict verdict = Verdict::skip;
    std::string reason;
  };

  void learn_how_it_serves();
  [[nodiscard]] Expected<Findings, std::string> learn_what_it_can();
  [[nodiscard]] std::string note_death(ProbeDeath death, bool one_by_one);
  void report_missing_requirements();
  void queue_jobs(const Selected& selected);
  void report_probe_evidence(const Selected& selected, const Findings& findings);
  [[nodiscard]] std::optional<Obstacle> obstacle_of(const Job& job) const;
  [[nodiscard]] std::optional<Obstacle> obstacle_of(const Scenario& scenario) const;

  void run_together();
  void fill_slots();
  [[nodiscard]] bool is_paused();
  [[nodiscard]] Load load() const;
  [[nodiscard]] bool has_room_for(const Job& job, const Load& load) const;
  [[nodiscard]] bool all_have_ended() const;
  void start(std::unique_ptr<Job> job);
  void start_attempt(Job& job);
  void settle();
  [[nodiscard]] bool settle(Job& job);
  [[nodiscard]] bool is_to_be_tried_alone(const Job& job) const;

  void run_alone();
  void judge_alone(std::unique_ptr<Job> job);
  [[nodiscard]] bool again_alone(const Job& job) const;
  [[nodiscard]] bool is_known_alone(const Job& job) const;
  void learn_from(const Job& alone, const std::string& among_others);
  void wait_until(const std::function<bool()>& met);
  void pause(Duration time);

  void take_loss(const Exchange& exchange);
  void excuse_by_outage(Job& job) const;
  [[nodiscard]] static const Exchange* last_lost(const Job& job);
  [[nodiscard]] bool may_have_caused_outage(const Job& job) const;
  void watch_for_outage(Duration as_long_as);
  void recover();
  [[nodiscard]] std::string how_it_ended(const std::string& problem) const;
  [[nodiscard]] std::deque<Exchange> what_led_to(const Exchange& exchange) const;
  [[nodiscard]] bool start_server_again(const std::string& how);
  [[nodiscard]] bool find_what_ended_it(Jobs suspects);
  void block(const Jobs& jobs, const std::string& how);
  [[nodiscard]] static std::unique_ptr<Job> fresh(const Job& job);
  void report_troubles();

  void report(const Job& job);
  void report_observation(const Job& job);
  [[nodiscard]] std::optional<std::string> why_too_many(const Job& job) const;
  void confirm_loss(const Job& job);
  void tell(const Scenario& scenario, std::string value);
  void end_observations();
  void drop_running();
  void report_rules(const Selected& selected);
  void conclude(Result result, const Scenario& scenario);
  void deliver(Result result);
  void tell(Result result);
  [[nodiscard]] Harm harm_of(const Result& result) const;
  void wait_for_cleaner();
  void note_what_was_waited_for(Instant began);
  [[nodiscard]] std::vector<std::string> notes() const;
  [[nodiscard]] RunFinished finish(Instant began);

  [[nodiscard]] Job* job_of(const std::string& scenario);
  void note_breach(const Exchange& exchange, const std::vector<Violation>& violations);
  void note_refusal(Job& job, const Exchange& exchange, std::size_t under_way);
  void announce(Exchange& exchange);
  [[nodiscard]] Accused accused(const Exchange& exchange);
  void take_exchange(Exchange& exchange);

  Transport& transport_;
  Target target_;
  RunOptions options_;
  Emit emit_;
  Judge judge_;
  StallWatch stalls_;
  Hooks hooks_;
  Cleaner cleaner_;
  Traffic traffic_;
  Reachability reachability_;
  LostConnections lost_;
  Outages outages_;
  int times_watched_ = 0;
  ServerDeaths deaths_;
  Surroundings surroundings_;
  std::vector<Capability> capabilities_;
  std::vector<std::string> made_to_learn_;  ///< streams of the probe
  Jobs waiting_;                            ///< the next one last
  Jobs running_;
  Jobs to_run_alone_;
  std::unordered_map<std::string, Job*> by_scenario_;  ///< of those running
  /// Since they were looked at last, one has ended, or rests or goes on.
  bool jobs_changed_ = false;
  bool limit_reached_ = false;  ///< more would run if the server took more
  bool alone_ = false;          ///< one scenario at a time, nothing else under way
  bool one_at_a_time_ = false;  ///< the server serves one connection at a time
  std::optional<Instant> paused_until_;
  std::optional<std::string> gone_;  ///< the server, in the transport's words
  std::size_t starts_again_ = 0;
  std::optional<Instant> last_few_since_;  ///< only few have been running since then
  std::vector<std::string> last_few_;
  /// How often what had gone wrong among others went wrong alone too, by what it was.
  struct Confirmation {
    int confirmed = 0;
    bool refuted = false;
  };
  std::map<std::string, Confirmation> confirmations_;
  std::map<std::uint64_t, Accused> accused_;  ///< evidence of rules
  Breaches breaches_;
  Foundations foundations_;
  std::map<Verdict, std::size_t> summary_;
  RootCauses root_causes_;
  std::map<std::string, Harm, std::less<>> harms_;  ///< by requirement
  std::uint64_t exchanges_ = 0;
  std::uint64_t order_ = 0;
  std::size_t observations_ = 0;
  std::vector<std::string> notes_;
  bool only_observes_ = false;
  bool reports_scenarios_ = true;
  std::optional<std::string> stopped_;
};

}  // namespace conform
