// Executes a history against a server, and checks after each restart that everything which was
// acknowledged is there.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/durability/check.hpp"
#include "harness/durability/operation.hpp"
#include "harness/durability/server.hpp"
#include "harness/exchange/exchange.hpp"

namespace conform::durability {

struct Violation {
  Check check = Check::content;
  Level level = Level::must;
  Signal after = Signal::term;  ///< how the server ended before
  std::string expected;
  std::string got;
  std::vector<Exchange> exchanges;  ///< the last acknowledged write, then what was wrong
  std::size_t operation = 0;        ///< the place of the operation at which it was seen
  std::size_t line = 0;             ///< the end of the transcript then
};

/// One line of what happened.
struct TranscriptLine {
  enum class Kind {
    start,
    request,
    request_under_way,
    signal,
    pause,
    disk_full,
    disk_free,
    disk_read_only,
    disk_writable,
  };
  Kind kind = Kind::request;
  std::optional<Exchange> exchange{};
  Signal signal = Signal::term;
  unsigned torn_by = 0;  ///< of a loss of power
  Duration pause{};
};

struct Execution {
  std::vector<Violation> violations;
  std::set<Check> checked;  ///< checks that had something to check
  std::vector<TranscriptLine> transcript;
  std::size_t requests = 0;
  unsigned terms = 0;
  unsigned kills = 0;
  unsigned power_losses = 0;
  std::chrono::milliseconds longest_start{};  ///< until it was ready
  /// The server's processes changed files without going through the library.
  bool bypasses_disk = false;
  /// Every acknowledged stream was missing after the first restart.
  bool kept_nothing = false;
  /// Why the server could not be started for the first time.
  std::optional<std::string> not_started;
  bool interrupted = false;

  [[nodiscard]] const Violation* violation_of(Check check) const;
};

[[nodiscard]] Execution execute(const History& history, const ServerOptions& options);

}  // namespace conform::durability
