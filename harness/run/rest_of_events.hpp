// The rest of an event stream that its server ended: read from the offset of its last control
// event, as a client would that reconnects (5.8).
#pragma once

#include <memory>
#include <optional>

#include "harness/run/read_runner.hpp"

namespace conform {

class RestOfEvents {
 public:
  /// Nullptr if `ended` has no control event to go on from.
  [[nodiscard]] static std::unique_ptr<RestOfEvents> of(const Exchange& ended,
                                                        StepContext& context);

  /// `step` lives as long as the runner that reads it.
  RestOfEvents(Exchange seen, ReadStep step, StepContext& context);

  /// Once it has been read: the events up to the last control event, and one with the rest.
  [[nodiscard]] const Exchange* on_progress();

 private:
  Exchange all_;
  ReadStep step_;
  ReadRunner reading_;
};

}  // namespace conform
