// Runs one step of an attempt: it is started, and called when something has arrived or its deadline
// has passed, until it returns how the step ended. It decides nothing about the protocol:
// mismatches come from the judge.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/judge/expectation.hpp"
#include "harness/run/step_context.hpp"

namespace conform {

/// Nothing to check: the next step follows.
struct StepDone {};

/// A response has been compared with what was expected. `save` takes its values from it.
struct StepAnswered {
  const Exchange* answer;  ///< owned by the runner, or a live read's
  std::vector<Mismatch> mismatches;
  /// Of several responses, the first that is wrong; null for `answer` itself.
  const Exchange* first_wrong = nullptr;
};

/// The expectation is met or not, without a response.
struct StepEnded {
  std::vector<Mismatch> mismatches;
  Instant from;
  Instant to;
};

/// Nothing can be concluded, for this reason.
struct StepVoid {
  std::string reason;
};

using StepEnd = std::variant<StepDone, StepAnswered, StepEnded, StepVoid>;

/// How a step ended; nullopt while it goes on.
using StepProgress = std::optional<StepEnd>;

class StepRunner {
 public:
  StepRunner() = default;
  StepRunner(const StepRunner&) = delete;
  StepRunner& operator=(const StepRunner&) = delete;
  virtual ~StepRunner() = default;

  /// These are never called from within a recording's callbacks, and not any more once one of them
  /// has returned a result.
  [[nodiscard]] virtual StepProgress start() = 0;
  [[nodiscard]] virtual StepProgress on_progress() { return std::nullopt; }
  [[nodiscard]] virtual StepProgress on_deadline() { return std::nullopt; }
};

/// For the context's current step. Both the context and its scenario must outlive it.
[[nodiscard]] std::unique_ptr<StepRunner> runner_of(StepContext& context);

}  // namespace conform
