// A worker process of a campaign: libFuzzer tries sequences in a runner, and failures are reported
// through a pipe.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>

#include "fuzz/campaign/driver.hpp"
#include "fuzz/campaign/sequence_runner.hpp"

namespace conform::fuzz {

/// Makes a runner; called in the process that uses it. `should_stop` cuts executions short.
using MakeRunner =
    std::function<std::unique_ptr<SequenceRunner>(std::function<bool()> should_stop)>;

class FuzzWorker {
 public:
  /// Forks, so the process must have a single thread and no open transport.
  static FuzzWorker start(const DriverOptions& options, const MakeRunner& make_runner);
  ~FuzzWorker();  ///< ends the process
  FuzzWorker(FuzzWorker&& other) noexcept;
  FuzzWorker& operator=(FuzzWorker&& other) noexcept;

  /// Resumes a worker that waits for its server.
  void go_on() const;
  /// Asks it to delete its streams and end.
  void end_soon() const;

  /// The pipe from which its report lines are read.
  [[nodiscard]] int pipe() const { return pipe_; }
  /// Reads the complete lines available; false at the end.
  bool read_lines(const std::function<void(std::string_view)>& on_line);
  /// Waits for the end and returns the exit status, or -signal. Call it after the end of the pipe.
  int wait();

 private:
  FuzzWorker(pid_t process, int pipe, int orders)
      : process_(process), pipe_(pipe), orders_(orders) {}

  pid_t process_ = -1;
  int pipe_ = -1;
  int orders_ = -1;
  std::string rest_;
};

}  // namespace conform::fuzz
