// Scenarios that were inconclusive while others ran are tried once more with nothing else under
// way. Once several failures of one kind have been confirmed that way, the others of that kind are
// accepted without a rerun.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "harness/run/job.hpp"
#include "harness/run/scheduler.hpp"
#include "harness/run/server_health.hpp"

namespace conform {

class AloneRuns {
 public:
  /// Both must outlive it.
  AloneRuns(Scheduler& scheduler, ServerHealth& health, Transport& transport,
            const StopSignal& stop)
      : scheduler_(scheduler), health_(health), transport_(transport), stop_(stop) {}

  /// Whether enough others of its kind have been confirmed alone.
  [[nodiscard]] bool is_known(const Job& job) const;

  /// Repeats it until an attempt counts. Null if the server went down, or the run was stopped,
  /// before an attempt had ended; the job is then still among those running.
  [[nodiscard]] const Job* judge(std::unique_ptr<Job> job);

 private:
  /// How often a failure seen while others ran also happened alone.
  struct Confirmation {
    int confirmed = 0;
    bool refuted = false;
  };
  [[nodiscard]] static bool should_repeat(const Job& job);
  void repeat_until_conclusive(Job& job);
  void check_outage(Job& job);
  void pause_before_next(const Job& job);
  void learn_from(const Job& job, const std::string& failure_kind);

  Scheduler& scheduler_;
  ServerHealth& health_;
  Transport& transport_;
  const StopSignal& stop_;
  std::map<std::string, Confirmation> confirmations_;  ///< by failure_kind_of
};

}  // namespace conform
