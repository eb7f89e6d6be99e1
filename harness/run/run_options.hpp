// How scenarios are run against a target.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/server_control.hpp"

namespace conform {

struct RunOptions {
  std::string run_id;  ///< different for every run; part of every stream's name
  /// Limit of scenarios at once, not counting those that only wait for time to pass. Fewer run if
  /// the server cannot keep up.
  std::size_t jobs = 64;
  /// Limit of requests at once, whatever the server can handle.
  std::size_t connections = std::numeric_limits<std::size_t>::max();
  Duration time_limit = std::chrono::seconds(10);  ///< for a step without its own limit
  /// Of the whole program, as far as it depends on the server.
  std::size_t memory_bytes = limits::memory_bytes;
  bool in_given_order = false;  ///< otherwise those that wait longest start first
  bool keep_streams = false;
  std::vector<std::string> required;  ///< capabilities whose absence is a failure
  std::vector<std::string> lacks;     ///< capabilities declared as not implemented
  /// false: of another protocol than Durable Streams, which has none; nothing is sent but what the
  /// scenarios send.
  bool has_capabilities = true;
  /// Called with every exchange that has ended; may be empty.
  std::function<void(const Exchange&)> journal;
  /// Why the run should stop after this result, nullopt to go on; called for each result while
  /// scenarios run.
  std::function<std::optional<std::string>(const Result&)> stop_after;
  std::optional<ServerControl> server{};
};

}  // namespace conform
