// Reports several runs as one: for each scenario its worst verdict, with the frequency of each.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/run/event.hpp"

namespace conform {

class Repeats {
 public:
  using Emit = std::function<void(const Event&)>;

  Repeats(std::size_t times, Emit next) : times_(times), next_(std::move(next)) {}

  /// Takes all events of each run in turn.
  void on(const Event& event);

  /// The next run could not start: reports the results so far.
  void stop(const std::string& why);

  /// Whether no more runs are needed.
  [[nodiscard]] bool over() const { return over_; }
  /// The number of runs that have ended.
  [[nodiscard]] std::size_t ended() const { return ended_; }

 private:
  struct Tally {
    std::map<Verdict, std::size_t> counts;
    Result worst;
    bool emitted = false;
  };
  struct Occurrences {
    BehaviourObserved first;
    std::vector<std::pair<std::string, std::size_t>> values;  ///< with the runs of each
  };

  void start(const RunStarted& started);
  void take(const Result& result);
  void take(const BehaviourObserved& observed);
  void end(const RunFinished& finished);
  void emit(Tally& tally);
  void emit_all();
  [[nodiscard]] std::string frequency(const Tally& tally) const;
  [[nodiscard]] std::vector<std::string> flaky() const;

  std::size_t times_;
  Emit next_;
  std::size_t ended_ = 0;
  bool over_ = false;
  std::map<std::string, Tally> tallies_;
  std::vector<std::string> order_;  ///< ids, in order of first result
  std::map<std::string, Occurrences> behaviours_;
  std::map<Verdict, std::size_t> summary_;
  RunFinished total_;
};

}  // namespace conform
