// Runs the selected scenarios against a target, as many at once as it keeps pace with, and says
// what came of them.
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

  /// Probes the target and runs what is selected; the events tell the rest. The error, one
  /// sentence, says why the target could not be judged; nothing has been emitted then.
  Expected<RunFinished, std::string> run(const Selected& selected);

  /// Stops as soon as possible: what has been judged is reported, what the run has made is deleted.
  void interrupt(std::string why);

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

}  // namespace conform
