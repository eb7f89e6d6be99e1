// The results of a run: reports each as it comes, holds back those that depend on another, and
// keeps what the end of the run reports.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/prerequisites.hpp"
#include "harness/run/root_causes.hpp"
#include "harness/run/run_options.hpp"
#include "harness/run/stop_signal.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

class RunResults {
 public:
  using Emit = std::function<void(const Event&)>;
  using Harms = std::map<std::string, Harm, std::less<>>;  ///< by requirement

  /// Both references must outlive it.
  RunResults(const RunOptions& options, StopSignal& stop, Emit emit)
      : options_(options), stop_(stop), emit_(std::move(emit)) {}

  void set_harms(Harms harms) { harms_ = std::move(harms); }
  void start(RunStarted started) { emit_(std::move(started)); }

  /// This scenario will be run.
  void expect(const Scenario& scenario) { prerequisites_.expect(scenario); }
  /// The result of a scenario that was announced. `may_stop`: the run may stop because of it.
  void conclude(Result result, const Scenario& scenario, bool may_stop = true);
  /// No more results of scenarios will come.
  void conclude_rest();
  /// A result that does not belong to an announced scenario.
  void deliver(Result result);
  /// The same, but never stops the run.
  void emit(Result result);
  void observed(const Scenario& scenario, std::string value);

  /// Completes the end of the run with a summary of its results, and emits it.
  RunFinished finish(RunFinished finished);

 private:
  void limit_evidence(Result& result);
  [[nodiscard]] Harm harm_of(const Result& result) const;

  const RunOptions& options_;
  StopSignal& stop_;
  Emit emit_;
  Prerequisites prerequisites_;
  RootCauses root_causes_;
  Harms harms_;
  std::map<Verdict, std::size_t> summary_;
  std::size_t observations_ = 0;
  std::size_t evidence_bytes_ = 0;
  std::size_t without_exchanges_ = 0;  ///< results
};

}  // namespace conform
