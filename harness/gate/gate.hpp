// Decides what a run comes to: which failures are known and fail nothing, whether a SHOULD fails
// it, and what else is to be objected to. It stands between the engine and the reports.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/gate/baseline.hpp"
#include "harness/run/event.hpp"
#include "harness/run/root_causes.hpp"

namespace conform {

struct GateOptions {
  Baseline baseline;
  bool should_fails = false;  ///< a broken SHOULD fails the run as a MUST does
  Shard shard;
  std::size_t available = 0;  ///< how many results a run of everything would give
  /// Every scenario there is runs. A rule that passes otherwise may only have lacked its occasion.
  bool whole = true;
  std::vector<std::string> notes;  ///< told with those of the run
  /// What is to be told besides at the end, if given: it gets to know whether anything failed.
  std::function<std::vector<std::string>(bool failed)> last_notes;
};

/// What has been told of a scenario or rule.
struct GateRecord {
  std::string id;
  Verdict verdict = Verdict::pass;
  bool fails = false;  ///< the run: it is broken, and not known
  bool broken = false;
  bool is_rule = false;
  std::vector<std::string> occasions;  ///< for a rule, the scenarios that broke it
};

class Gate final : public Reporter {
 public:
  Gate(GateOptions options, std::function<void(const Event&)> next)
      : options_(std::move(options)), next_(std::move(next)) {}

  /// Once a run has started, results of it may be asked about with `fails`.
  void on(const Event& event) override;

  /// Whether this result makes the run fail.
  [[nodiscard]] bool fails(const Result& result) const;

  [[nodiscard]] const std::vector<GateRecord>& records() const { return records_; }
  /// A baseline with which this run would have failed nothing. What is known already keeps its
  /// words, and so does what this run cannot tell about.
  [[nodiscard]] std::vector<BaselineEntry> new_baseline() const;

 private:
  [[nodiscard]] bool is_broken(const Result& result) const;
  [[nodiscard]] const BaselineEntry* excuse_of(const Result& result) const;
  [[nodiscard]] bool is_stale(const GateRecord& record) const;
  [[nodiscard]] const GateRecord* record_of(const std::string& id) const;
  void take(Result result);
  [[nodiscard]] RunFinished judged(RunFinished finished);
  [[nodiscard]] std::vector<std::string> objections() const;
  [[nodiscard]] std::optional<std::string> undecided() const;
  /// Reports show a broken SHOULD as a warning: where nothing else fails the run, they say why it
  /// failed.
  [[nodiscard]] std::optional<std::string> shoulds_alone(const RunFinished& finished) const;
  [[nodiscard]] Conclusion conclusion_of(RunFinished finished) const;

  GateOptions options_;
  std::function<void(const Event&)> next_;
  std::chrono::sys_days today_{};
  std::vector<GateRecord> records_;
  std::map<Verdict, std::size_t> weighed_;  ///< the verdicts as they count for the conclusion
  RootCauses root_causes_;
  bool stopped_ = false;
};

}  // namespace conform
