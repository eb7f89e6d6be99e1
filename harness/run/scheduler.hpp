// Which scenarios run when: as many at once as the server keeps pace with, again what may have gone
// wrong by chance, and apart what is to be tried with nothing else under way.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/run/attempt_context.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/job.hpp"
#include "harness/run/last_scenarios.hpp"
#include "harness/run/run_options.hpp"
#include "harness/run/server_health.hpp"
#include "harness/run/stop_signal.hpp"
#include "harness/run/traffic.hpp"

namespace conform {

class Scheduler {
 public:
  /// What it works with; all of it must outlive it.
  struct Parts {
    const RunOptions& options;
    const StopSignal& stop;
    const AttemptContext& context;
    Traffic& traffic;
    Cleaner& cleaner;
    ServerHealth& health;
  };
  /// `on_over` is told of each job that is over among others and is to be reported.
  Scheduler(const Parts& parts, std::function<void(const Job&)> on_over)
      : parts_(parts), on_over_(std::move(on_over)) {}

  /// The server serves one connection at a time: no two requests are under way at once.
  void serve_one_at_a_time() { one_at_a_time_ = true; }

  // ---- among others

  /// To be run when there is room for it.
  void add(std::unique_ptr<Job> job) { waiting_.push_back(std::move(job)); }
  /// Puts those that wait into the order in which they are to begin.
  void order();
  /// Begins as many as there is room for.
  void fill();
  /// Looks after all whose attempts have ended: they are repeated, put apart, or over.
  void settle();
  /// Whether a job has ended, or rests or goes on, since this was asked last.
  [[nodiscard]] bool take_change() { return std::exchange(changed_, false); }
  void note_change() { changed_ = true; }
  /// More would run if the server took more.
  [[nodiscard]] bool limit_reached() const { return limit_reached_; }
  [[nodiscard]] bool any_waiting() const { return !waiting_.empty(); }

  // ---- those that run

  [[nodiscard]] const Jobs& running() const { return running_; }
  /// Null where no running job is of this scenario.
  [[nodiscard]] Job* running_job(const std::string& scenario) const;
  /// Begins at once, whatever else is under way.
  Job& start(std::unique_ptr<Job> job);
  void start_attempt(Job& job);
  /// The attempt is over, and leaves nothing: its streams are deleted unless they are to be kept.
  void clean_up(const Job& job);
  void drop_running();
  /// All that run, where the server they ran against has died.
  [[nodiscard]] Jobs abandon_running();
  /// The server was busy when it got this request of a job; `under_way` as Traffic::beside has it.
  /// Nothing new is asked for as long as it says, unless the job is tried alone.
  void note_refusal(Job& job, const Exchange& exchange, std::size_t under_way, bool alone);

  // ---- apart

  [[nodiscard]] bool any_apart() const { return !apart_.empty(); }
  /// The next that is to be tried with nothing else under way, in the order in which they ended.
  [[nodiscard]] std::unique_ptr<Job> take_apart();

  [[nodiscard]] const LastScenarios& last() const { return last_; }

 private:
  /// What the jobs that are running ask of the server.
  struct Load {
    std::size_t active = 0;    ///< jobs that do not only let time pass
    std::size_t idle = 0;      ///< jobs that do
    std::size_t held = 0;      ///< live reads of these
    std::size_t requests = 0;  ///< under way, or about to be
  };
  [[nodiscard]] Load load() const;
  [[nodiscard]] bool has_room_for(const Job& job, const Load& load) const;
  [[nodiscard]] bool is_paused();
  [[nodiscard]] bool settle(Job& job);
  [[nodiscard]] bool is_to_be_tried_alone(const Job& job) const;
  [[nodiscard]] Transport& transport() const { return parts_.context.transport; }

  Parts parts_;
  std::function<void(const Job&)> on_over_;
  Jobs waiting_;  ///< the next one last
  Jobs running_;
  Jobs apart_;
  std::unordered_map<std::string, Job*> by_scenario_;  ///< of those running
  std::optional<Instant> paused_until_;
  LastScenarios last_;
  bool one_at_a_time_ = false;
  bool changed_ = false;
  bool limit_reached_ = false;
};

}  // namespace conform
