// One process of a campaign: libFuzzer tries sequences in an runner and what they catch goes down a
// pipe.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>

#include "fuzz/campaign/driver.hpp"
#include "fuzz/campaign/sequence_runner.hpp"

namespace conform::fuzz {

/// Makes an runner; called in the process that uses it. Its plays are cut short when
/// `should_stop` says so.
using MakeRunner =
    std::function<std::unique_ptr<SequenceRunner>(std::function<bool()> should_stop)>;

class FuzzWorker {
 public:
  /// Forks. To be called while the process has one thread and no open transport.
  static FuzzWorker start(const DriverOptions& options, const MakeRunner& make_runner);
  ~FuzzWorker();  ///< ends the process
  FuzzWorker(FuzzWorker&& other) noexcept;
  FuzzWorker& operator=(FuzzWorker&& other) noexcept;

  /// Has one that waits for its server go on.
  void go_on() const;
  /// Has it delete what it has made and end, soon.
  void end_soon() const;

  /// Where its report lines come out.
  [[nodiscard]] int pipe() const { return pipe_; }
  /// Reads what has come; whole lines only. False at the end.
  bool read_lines(const std::function<void(std::string_view)>& on_line);
  /// Waits for the end: its exit status, or -signal. To be called when the pipe has ended.
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
