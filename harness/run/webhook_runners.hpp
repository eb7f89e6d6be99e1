// Waits for a request to the attempt's webhook, or for none to come, and answers it.
#pragma once

#include "harness/run/step_runner.hpp"

namespace conform {

/// What is wrong where no request to a webhook has come within the step's limit.
[[nodiscard]] Mismatch no_delivery(const StepContext& context);

class ReceiveRunner : public StepRunner {
 public:
  ReceiveRunner(StepContext& context, const ReceiveStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;
  StepProgress on_deadline() override;

 private:
  [[nodiscard]] StepProgress look(bool time_is_up);
  [[nodiscard]] StepProgress take_delivery();
  void answer(const IncomingRequest& incoming) const;
  void ask_for_key_set();
  [[nodiscard]] StepProgress verify_signature();

  StepContext& context_;
  const ReceiveStep& step_;
  /// What the server has sent. Seen from here the roles are turned: it stands in the response.
  Exchange received_;
  std::unique_ptr<Recording> key_set_;  ///< that must verify its signature
  bool silence_is_over_ = false;        ///< and what came within it is being read
};

}  // namespace conform
