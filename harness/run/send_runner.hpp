// Sends a request, or several concurrently or one after another, and waits for the complete
// responses.
#pragma once

#include <vector>

#include "harness/run/step_runner.hpp"

namespace conform {

class SendRunner : public StepRunner {
 public:
  SendRunner(StepContext& context, const SendStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;

 private:
  void send_next();
  /// Sends everything once more, bypassing caches (R37), if one may have answered.
  [[nodiscard]] bool asks_past_caches();
  [[nodiscard]] std::vector<Mismatch> take_answers();

  StepContext& context_;
  const SendStep& step_;
  std::vector<std::unique_ptr<Recording>> sending_;  ///< those under way concurrently
  std::vector<Exchange> answers_;
  std::optional<std::size_t> first_wrong_;  ///< among the responses
  bool past_caches_ = false;
};

}  // namespace conform
