// Steps that wait for time to pass.
#pragma once

#include "harness/run/step_runner.hpp"

namespace conform {

/// Until some time after an earlier exchange, or after the start of the step.
class WaitRunner : public StepRunner {
 public:
  WaitRunner(StepContext& context, const WaitStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_deadline() override;

 private:
  StepContext& context_;
  const WaitStep& step_;
};

/// Until some time after a request to a webhook has arrived.
class ArrivalRunner : public StepRunner {
 public:
  ArrivalRunner(StepContext& context, const WaitStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;
  StepProgress on_deadline() override;

 private:
  StepContext& context_;
  const WaitStep& step_;
  bool has_arrived_ = false;
};

}  // namespace conform
