#include "harness/run/step_runner.hpp"

#include "harness/run/live_runners.hpp"
#include "harness/run/raw_runner.hpp"
#include "harness/run/read_runner.hpp"
#include "harness/run/send_runner.hpp"
#include "harness/run/wait_runners.hpp"
#include "harness/run/webhook_runners.hpp"

namespace conform {
namespace {

/// Tests values that were captured before; sends nothing.
class CheckRunner : public StepRunner {
 public:
  explicit CheckRunner(StepContext& context) : context_(context) {}

  StepProgress start() override {
    return StepEnded{value_mismatches(context_.expectation(), context_.fill()), context_.began(),
                     context_.began()};
  }

 private:
  StepContext& context_;
};

/// Makes the runner for each kind of step.
struct RunnerMaker {
  using Runner = std::unique_ptr<StepRunner>;
  StepContext& context;

  Runner operator()(const SendStep& step) const {
    return std::make_unique<SendRunner>(context, step);
  }
  Runner operator()(const ReadStep& step) const {
    return std::make_unique<ReadRunner>(context, step);
  }
  Runner operator()(const OpenStep& step) const {
    return std::make_unique<OpenRunner>(context, step);
  }
  Runner operator()(const AwaitStep& step) const {
    return std::make_unique<AwaitRunner>(context, step);
  }
  Runner operator()(const HangUpStep& step) const {
    return std::make_unique<HangUpRunner>(context, step);
  }
  Runner operator()(const PauseStep& step) const {
    return std::make_unique<PauseRunner>(context, step);
  }
  Runner operator()(const ResumeStep& step) const {
    return std::make_unique<ResumeRunner>(context, step);
  }
  Runner operator()(const WaitStep& step) const {
    if (step.arrival.empty()) return std::make_unique<WaitRunner>(context, step);
    return std::make_unique<ArrivalRunner>(context, step);
  }
  Runner operator()(const ReceiveStep& step) const {
    return std::make_unique<ReceiveRunner>(context, step);
  }
  Runner operator()(const RawStep& step) const {
    return std::make_unique<RawRunner>(context, step);
  }
  Runner operator()(const CheckStep&) const { return std::make_unique<CheckRunner>(context); }
};

}  // namespace

std::unique_ptr<StepRunner> runner_of(StepContext& context) {
  return std::visit(RunnerMaker{context}, context.step().action);
}

}  // namespace conform
