// Scenarios that say nothing among others are tried once more with nothing else under way. What has
// gone wrong alone so often, as it had among others, is believed of its like.
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

  /// Whether it would end alone as it has among others.
  [[nodiscard]] bool is_known(const Job& job) const;

  /// Tries it until its ending counts. Null where the server was gone, or the run to be stopped,
  /// before the attempt had ended; the job is still among those running.
  [[nodiscard]] const Job* judge(std::unique_ptr<Job> job);

 private:
  /// How often what had gone wrong among others went wrong alone too.
  struct Confirmation {
    int confirmed = 0;
    bool refuted = false;
  };
  [[nodiscard]] static bool is_to_be_repeated(const Job& job);
  void try_until_it_counts(Job& job);
  void excuse(Job& job);
  void pause_before_next(const Job& job);
  void learn_from(const Job& job, const std::string& among_others);

  Scheduler& scheduler_;
  ServerHealth& health_;
  Transport& transport_;
  const StopSignal& stop_;
  std::map<std::string, Confirmation> confirmations_;  ///< by likeness_of
};

}  // namespace conform
