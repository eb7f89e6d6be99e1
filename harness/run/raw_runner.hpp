// Sends bytes on a raw connection and waits for the response.
#pragma once

#include "harness/run/step_runner.hpp"

namespace conform {

class RawRunner : public StepRunner {
 public:
  RawRunner(StepContext& context, const RawStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;

 private:
  StepContext& context_;
  const RawStep& step_;
  std::unique_ptr<Recording> sending_;
  Exchange answer_;
};

}  // namespace conform
