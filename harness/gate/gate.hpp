// Decides the outcome of a run: which failures are known and do not fail it, whether a SHOULD fails
// it, and whether there are other objections. It sits between the engine and the reports.
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
  bool should_fails = false;  ///< a violated SHOULD fails the run like a MUST
  Shard shard;
  std::size_t available = 0;  ///< the number of results of a complete run
  /// Every scenario runs. Otherwise, a rule that passes may never have applied to anything.
  bool whole = true;
  std::vector<std::string> notes;  ///< added to those of the run
  /// Gives further notes at the end, if set; the argument says whether anything failed.
  std::function<std::vector<std::string>(bool failed)> last_notes;
};

/// What was reported about a scenario or rule.
struct GateRecord {
  std::string id;
  Verdict verdict = Verdict::pass;
  bool fails = false;  ///< it fails the run: it is violated, and not known
  bool broken = false;
  bool is_rule = false;
  std::vector<std::string> occasions;  ///< for a rule, the scenarios that violated it
};

class Gate final : public Reporter {
 public:
  Gate(GateOptions options, std::function<void(const Event&)> next)
      : options_(std::move(options)), next_(std::move(next)) {}

  /// After a run has started, `fails` can be called for its results.
  void on(const Event& event) override;

  /// Whether this result makes the run fail.
  [[nodiscard]] bool fails(const Result& result) const;

  [[nodiscard]] const std::vector<GateRecord>& records() const { return records_; }
  /// A baseline with which this run would have passed. Entries already known keep their reasons,
  /// and so do those that this run could not decide.
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
  /// Reports show a violated SHOULD as a warning: if nothing else fails the run, this is the reason
  /// that they give.
  [[nodiscard]] std::optional<std::string> unfollowed_shoulds(const RunFinished& finished) const;
  [[nodiscard]] Conclusion conclusion_of(RunFinished finished) const;

  GateOptions options_;
  std::function<void(const Event&)> next_;
  std::chrono::sys_days today_{};
  std::vector<GateRecord> records_;
  std::map<Verdict, std::size_t> weighed_;  ///< the verdicts as they count towards the conclusion
  RootCauses root_causes_;
  bool stopped_ = false;
};

}  // namespace conform
