// Whether an offset that is not the expected one names the same position (R25): the two are held to
// be one where reads from both bring the same.
#pragma once

#include <vector>

#include "harness/run/step_runner.hpp"

namespace conform {

/// Whether this is all that is wrong with the answer.
[[nodiscard]] bool is_other_name(const Exchange& answer, const std::vector<Mismatch>& mismatches);

/// Goes on with a step whose answer is wrong in the name of a position alone. It comes to that
/// answer, without the mismatch where both names are of one position.
class PositionComparison : public StepRunner {
 public:
  /// `mismatches` holds one, with its names.
  PositionComparison(StepContext& context, Exchange answer, std::vector<Mismatch> mismatches);

  StepProgress start() override;
  StepProgress on_progress() override;

 private:
  StepContext& context_;
  Exchange answer_;
  std::vector<Mismatch> departures_;
  std::unique_ptr<Recording> from_expected_;
  std::unique_ptr<Recording> from_got_;
};

}  // namespace conform
