// Waits for a request to the attempt's webhook, or that none comes, and answers it.
#pragma once

#include "harness/run/step_runner.hpp"

namespace conform {

/// The mismatch if no request to a webhook has come within the step's limit.
[[nodiscard]] Mismatch no_delivery(const StepContext& context);

class ReceiveRunner : public StepRunner {
 public:
  ReceiveRunner(StepContext& context, const ReceiveStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;
  StepProgress on_deadline() override;

 private:
  [[nodiscard]] StepProgress check(bool time_is_up);
  [[nodiscard]] StepProgress take_delivery();
  void answer(const IncomingRequest& incoming) const;
  void ask_for_key_set();
  [[nodiscard]] StepProgress verify_signature();

  StepContext& context_;
  const ReceiveStep& step_;
  /// What the server has sent. The roles are reversed: the delivery is in the `response` member.
  Exchange received_;
  std::unique_ptr<Recording> key_set_;  ///< the key set that must verify its signature
  bool silence_is_over_ = false;        ///< what arrived before its end is still being read
};

}  // namespace conform
