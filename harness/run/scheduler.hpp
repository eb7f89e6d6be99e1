// Decides which scenarios run when: as many at once as the server can handle, repeats of those that
// may have failed by chance, and separately those to be run with nothing else under way.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
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
  /// References; all must outlive the scheduler.
  struct Parts {
    const RunOptions& options;
    const StopSignal& stop;
    const AttemptContext& context;
    Traffic& traffic;
    Cleaner& cleaner;
    ServerHealth& health;
  };
  /// `on_over` is called for each job that ended while others ran and is to be reported.
  Scheduler(const Parts& parts, std::function<void(const Job&)> on_over)
      : parts_(parts), on_over_(std::move(on_over)) {}

  /// The server serves one connection at a time: no two requests are under way at once.
  void serve_one_at_a_time() { one_at_a_time_ = true; }

  // ---- beside others ----------------------------------------------------------------------------

  /// To be run as soon as the limits allow it.
  void add(std::unique_ptr<Job> job) { waiting_.push_back(std::move(job)); }
  /// Sorts the waiting jobs into the order in which they should start.
  void order();
  /// Starts as many as the limits allow.
  void fill();
  /// Handles all attempts that have ended: each is repeated, set aside to run alone, or done.
  void settle();
  /// Whether a job has ended, become idle or gone on since the last call.
  [[nodiscard]] bool take_change() { return std::exchange(changed_, false); }
  void note_change() { changed_ = true; }
  /// More would run if the server took more.
  [[nodiscard]] bool limit_reached() const { return limit_reached_; }
  [[nodiscard]] bool any_waiting() const { return !waiting_.empty(); }

  // ---- running jobs -----------------------------------------------------------------------------

  [[nodiscard]] const Jobs& running() const { return running_; }
  /// Null if no running job is of this scenario.
  [[nodiscard]] Job* running_job(const std::string& scenario) const;
  /// Starts at once, whatever else is under way.
  Job& start(std::unique_ptr<Job> job);
  void start_attempt(Job& job);
  /// Drops the attempt; its streams are deleted unless they are to be kept.
  void clean_up(const Job& job);
  void drop_running();
  /// All running jobs, if the server they ran against has died.
  [[nodiscard]] Jobs abandon_running();
  /// The server was busy when it received this request of a job; `under_way` as returned by
  /// Traffic::concurrency. Nothing new is started for as long as the server asks, unless the job
  /// runs alone.
  void note_refusal(Job& job, const Exchange& exchange, std::size_t under_way, bool alone);

  // ---- alone ------------------------------------------------------------------------------------

  [[nodiscard]] bool any_alone() const { return !alone_queue_.empty(); }
  /// The next one to be run with nothing else under way, in the order in which they ended.
  [[nodiscard]] std::unique_ptr<Job> take_alone();

  [[nodiscard]] const LastScenarios& last() const { return last_; }

 private:
  /// The load that running jobs put on the server.
  struct Load {
    std::size_t active = 0;       ///< jobs that do not only wait for time to pass
    std::size_t idle = 0;         ///< jobs that do
    std::size_t held = 0;         ///< live reads of these
    std::size_t requests = 0;     ///< under way, or about to be
    std::size_t large_bytes = 0;  ///< of scenarios with large bodies
  };
  [[nodiscard]] bool has_memory_for(const Job& job, const Load& load) const;
  [[nodiscard]] Load load() const;
  [[nodiscard]] bool fits(const Job& job, const Load& load) const;
  [[nodiscard]] bool is_paused();
  [[nodiscard]] bool settle(Job& job);
  [[nodiscard]] bool should_run_alone(const Job& job) const;
  [[nodiscard]] Transport& transport() const { return parts_.context.transport; }

  Parts parts_;
  std::function<void(const Job&)> on_over_;
  Jobs waiting_;  ///< the next one last
  Jobs running_;
  Jobs alone_queue_;
  std::unordered_map<std::string, Job*> by_scenario_;  ///< of those running
  std::optional<Instant> paused_until_;
  LastScenarios last_;
  bool one_at_a_time_ = false;
  bool changed_ = false;
  bool limit_reached_ = false;
};

}  // namespace conform
