// Whether a server waits before a response that it must give at once: compares the response with
// that to the same request without `live`, and with how long the server's long-polls wait.
#pragma once

#include <memory>
#include <vector>

#include "harness/run/step_runner.hpp"

namespace conform {

/// Whether the step's response should have come at once, and took so long that the server may have
/// waited.
[[nodiscard]] bool took_long(const StepContext& context, const Exchange& answer);

/// Continues a step whose response took long. It ends with that response; with a mismatch if the
/// same request takes as long again and again, while a read without `live` does not.
class WaitComparison : public StepRunner {
 public:
  WaitComparison(StepContext& context, Exchange answer);

  StepProgress start() override;
  StepProgress on_progress() override;
  StepProgress on_deadline() override;

 private:
  void send_plain();
  void send_again();
  [[nodiscard]] Duration waited(const Exchange& exchange) const;
  /// How long a response may take that comes at once.
  [[nodiscard]] Duration allowance() const;
  [[nodiscard]] StepProgress conclude();

  StepContext& context_;
  Exchange answer_;
  RequestSpec request_;
  std::unique_ptr<Recording> plain_;
  std::unique_ptr<Recording> again_;
  std::vector<Duration> waits_;  ///< of the responses that should have come at once
  Duration slowest_plain_{};     ///< response without `live`
  bool is_waiting_ = false;      ///< until it is known how long long-polls wait
};

}  // namespace conform
