// One attempt at a scenario: runs its steps one after another, each with its own runner, and
// reports how it ended. It decides nothing about the protocol: mismatches come from the judge.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/attempt_context.hpp"
#include "harness/run/attempt_end.hpp"
#include "harness/run/step_context.hpp"
#include "harness/run/step_runner.hpp"
#include "harness/run/sweep_progress.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

class Attempt {
 public:
  /// `word` is the prefix of its stream names; different for every attempt of every run.
  Attempt(const Scenario& scenario, const AttemptContext& context, std::string word);
  ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// `on_ending` is called once, from within a callback of the transport: the attempt must outlive
  /// that call. `on_idle(true)` is called when the attempt only waits for time to pass,
  /// `on_idle(false)` when it goes on.
  void start(std::function<void(const AttemptEnd&)> on_ending, std::function<void(bool)> on_idle);

  /// Its exchanges that have ended, oldest first; large bodies are truncated.
  [[nodiscard]] const std::deque<Exchange>& exchanges() const { return context_.state().log.all(); }
  [[nodiscard]] const HeldBodies& held() const { return context_.state().held; }
  /// One of them by number; null if it is not kept.
  [[nodiscard]] const Exchange* find(std::uint64_t number) const {
    return context_.state().log.find(number);
  }
  /// URLs that a PUT of this attempt may have created, oldest first.
  [[nodiscard]] const std::vector<std::string>& created() const { return context_.state().created; }

 private:
  /// Nullopt if the scenario needs no webhook, or now has one; otherwise why it has none.
  [[nodiscard]] std::optional<std::string> open_webhook();
  /// Runs a part of the attempt; an exception ends only this attempt.
  void guard(const std::function<StepProgress()>& part);
  void wake();
  void proceed(StepProgress progress);
  [[nodiscard]] StepProgress begin_step(std::size_t index);
  /// Runs the steps once more, for the next delay of its sweep.
  [[nodiscard]] StepProgress begin_round();

  // Handle how a step ended.
  [[nodiscard]] StepProgress take(const StepDone& done);
  [[nodiscard]] StepProgress take(StepAnswered answered);
  [[nodiscard]] StepProgress take(const StepEnded& ended);
  [[nodiscard]] StepProgress take(StepVoid nothing);

  [[nodiscard]] StepProgress finish_step(const std::vector<Mismatch>& mismatches, Instant from,
                                         Instant to);
  [[nodiscard]] std::optional<Mismatch> save_from(const Exchange& exchange);
  [[nodiscard]] std::optional<std::string> void_reason(const std::vector<Mismatch>& mismatches,
                                                       Instant from, Instant to) const;
  void fail_step(const Mismatch& mismatch);
  /// All steps have ended, with each delay of the sweep.
  void end_of_steps();
  /// The step's request was refused as its `may_refuse` allows.
  [[nodiscard]] bool is_refusal(const Exchange& answer) const;
  void end(AttemptEnd ending);
  [[nodiscard]] std::uint64_t number_of_judged() const;

  const Scenario& scenario_;
  std::string word_;
  StepContext context_;
  std::unique_ptr<StepRunner> runner_;
  std::optional<SweepProgress> sweep_;
  std::string left_out_because_;  ///< why nothing was concluded from a delay
  unsigned rounds_ = 0;
  std::optional<TimerId> waking_;
  std::uint64_t judged_ = 0;   ///< number of the exchange that the step checks, 0 for none
  bool was_silent_ = false;    ///< the step ended because its time limit expired
  bool was_not_sent_ = false;  ///< the request that the step checks
  bool was_compared_ = false;  ///< how long the response took
  std::function<void(const AttemptEnd&)> on_ending_;
  std::function<void(bool)> on_idle_;
  bool ended_ = false;
};

}  // namespace conform
