// How scenarios are run against a target.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"
#include "harness/run/server_control.hpp"

namespace conform {

struct RunOptions {
  std::string run_id;  ///< differs for every run; part of every stream's name
  /// At most so many scenarios at once, not counting those that only let time pass. There are fewer
  /// where the server does not keep pace.
  std::size_t jobs = 64;
  Duration time_limit = std::chrono::seconds(10);  ///< for a step that gives none
  bool in_given_order = false;  ///< otherwise those that wait longest begin first
  bool keep_streams = false;
  std::vector<std::string> required;             ///< capabilities whose absence is a failure
  std::vector<std::string> lacks;                ///< capabilities that are not built yet
  std::function<void(const Exchange&)> journal;  ///< sees every exchange that has ended, if given
  /// Why the run is to stop after this result, if it is; asked about each while scenarios run.
  std::function<std::optional<std::string>(const Result&)> stop_after;
  std::optional<ServerControl> server{};
};

}  // namespace conform
