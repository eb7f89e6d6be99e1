// Runs the selected scenarios against a target, as many at once as the server can handle, and
// reports their results.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/run/run_options.hpp"
#include "harness/run/selection.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Engine {
 public:
  using Emit = std::function<void(const Event&)>;

  Engine(Transport& transport, Target target, RunOptions options, Emit emit);
  ~Engine();

  /// Probes the target and runs what is selected; everything else is reported as events. The error,
  /// one sentence, says why the target could not be tested; nothing has been emitted then.
  Expected<RunFinished, std::string> run(const Selected& selected);

  /// Stops as soon as possible: finished results are reported, created streams are deleted.
  void interrupt(std::string why);

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

}  // namespace conform
