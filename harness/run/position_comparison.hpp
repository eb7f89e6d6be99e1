// Whether an unexpected offset denotes the same position as the expected one (R25): it does if
// reads from both return the same.
#pragma once

#include <vector>

#include "harness/run/step_runner.hpp"

namespace conform {

/// Whether this is all that is wrong with the response.
[[nodiscard]] bool differs_only_in_offset(const Exchange& answer,
                                          const std::vector<Mismatch>& mismatches);

/// Continues a step whose response only has an unexpected offset. The step ends with that response,
/// without the mismatch if both offsets denote the same position.
class PositionComparison : public StepRunner {
 public:
  /// `mismatches` holds one mismatch, with its offsets.
  PositionComparison(StepContext& context, Exchange answer, std::vector<Mismatch> mismatches);

  StepProgress start() override;
  StepProgress on_progress() override;

 private:
  StepContext& context_;
  Exchange answer_;
  std::vector<Mismatch> mismatches_;
  std::unique_ptr<Recording> from_expected_;
  std::unique_ptr<Recording> from_got_;
};

}  // namespace conform
