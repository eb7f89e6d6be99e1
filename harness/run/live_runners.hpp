// Steps about requests that stay open during other steps: opening one, waiting for what it
// receives, pausing and resuming, and closing it.
#pragma once

#include <memory>
#include <optional>

#include "harness/run/rest_of_events.hpp"
#include "harness/run/step_runner.hpp"

namespace conform {

/// Starts a live read, and waits for what the step requires: an event, a response, or enough time
/// for the server to have begun to wait.
class OpenRunner : public StepRunner {
 public:
  OpenRunner(StepContext& context, const OpenStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override { return check(false); }
  StepProgress on_deadline() override { return check(true); }

 private:
  [[nodiscard]] StepProgress check(bool time_is_up);
  [[nodiscard]] StepProgress look_for_event(const Exchange& seen, bool is_over, bool time_is_up);
  [[nodiscard]] Duration head_start() const;

  StepContext& context_;
  const OpenStep& step_;
};

/// Waits until a live read has received what the step expects, or cannot receive it any more.
class AwaitRunner : public StepRunner {
 public:
  AwaitRunner(StepContext& context, const AwaitStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;
  StepProgress on_deadline() override;

 private:
  [[nodiscard]] StepProgress check(bool time_is_up);
  [[nodiscard]] StepProgress read_rest();
  [[nodiscard]] std::string tail_for(const Exchange& reader) const;
  [[nodiscard]] bool ended_too_early(const Exchange& reader) const;
  [[nodiscard]] bool came_late(const Exchange& reader) const;
  void measure_timeout(const Exchange& reader);
  [[nodiscard]] StepProgress take_measured();
  [[nodiscard]] std::optional<Mismatch> woken_by_timeout(const Exchange& reader) const;
  [[nodiscard]] Duration response_delay(const Exchange& reader) const;

  StepContext& context_;
  const AwaitStep& step_;
  std::unique_ptr<RestOfEvents> rest_;   ///< if the server has ended the event stream
  std::unique_ptr<Recording> measured_;  ///< a long-poll that nothing ends
};

class HangUpRunner : public StepRunner {
 public:
  HangUpRunner(StepContext& context, const HangUpStep& step) : context_(context), step_(step) {}
  StepProgress start() override;

 private:
  StepContext& context_;
  const HangUpStep& step_;
};

class PauseRunner : public StepRunner {
 public:
  PauseRunner(StepContext& context, const PauseStep& step) : context_(context), step_(step) {}
  StepProgress start() override;

 private:
  StepContext& context_;
  const PauseStep& step_;
};

class ResumeRunner : public StepRunner {
 public:
  ResumeRunner(StepContext& context, const ResumeStep& step) : context_(context), step_(step) {}
  StepProgress start() override;

 private:
  [[nodiscard]] static StepProgress cut_while_held(const Exchange& exchange);

  StepContext& context_;
  const ResumeStep& step_;
};

}  // namespace conform
