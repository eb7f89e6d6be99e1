// Takes one step of an attempt: it begins, and is told when something has come or its deadline has
// passed, until it says what it came to. It decides nothing about the protocol: mismatches come
// from the judge.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/judge/expectation.hpp"
#include "harness/run/step_context.hpp"

namespace conform {

/// Nothing came that could be judged, or was to: the next step follows.
struct StepDone {};

/// An answer has been compared with what was expected of it. What `save` names is in it.
struct StepAnswered {
  const Exchange* answer;  ///< the runner's, or a live read's
  std::vector<Mismatch> mismatches;
  /// The first answer that is wrong, of several; null for `answer` itself.
  const Exchange* first_wrong = nullptr;
};

/// It is known without an answer whether what was expected holds.
struct StepEnded {
  std::vector<Mismatch> mismatches;
  Instant from;
  Instant to;
};

/// Nothing can be said, for this reason.
struct StepVoid {
  std::string reason;
};

using StepEnd = std::variant<StepDone, StepAnswered, StepEnded, StepVoid>;

/// What a step came to; nullopt while it goes on.
using StepProgress = std::optional<StepEnd>;

class StepRunner {
 public:
  StepRunner() = default;
  StepRunner(const StepRunner&) = delete;
  StepRunner& operator=(const StepRunner&) = delete;
  virtual ~StepRunner() = default;

  /// Each is called from outside of the transport's callbacks of any recording, and not any more
  /// when one of them has said what the step came to.
  [[nodiscard]] virtual StepProgress start() = 0;
  [[nodiscard]] virtual StepProgress on_progress() { return std::nullopt; }
  [[nodiscard]] virtual StepProgress on_deadline() { return std::nullopt; }
};

/// For the step that the context is at. Both the context and its scenario must outlive it.
[[nodiscard]] std::unique_ptr<StepRunner> runner_of(StepContext& context);

}  // namespace conform
