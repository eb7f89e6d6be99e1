// The results of a run: tells each as it comes, holds back what rests on another, and keeps what
// the end of the run is told from.
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
  /// A scenario that was expected has come to this; `may_stop`: the run may stop for it.
  void conclude(Result result, const Scenario& scenario, bool may_stop = true);
  /// No more scenarios come to anything.
  void conclude_rest();
  /// What is about no scenario that was expected.
  void deliver(Result result);
  /// The same, for which no run stops.
  void emit(Result result);
  void observed(const Scenario& scenario, std::string value);

  /// Completes the end of the run with what its results come to, and tells it.
  RunFinished finish(RunFinished finished);

 private:
  [[nodiscard]] Harm harm_of(const Result& result) const;

  const RunOptions& options_;
  StopSignal& stop_;
  Emit emit_;
  Prerequisites prerequisites_;
  RootCauses root_causes_;
  Harms harms_;
  std::map<Verdict, std::size_t> summary_;
  std::size_t observations_ = 0;
};

}  // namespace conform
