// A server that the run may restart when it has exited.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/http/expected.hpp"

namespace conform {

struct ServerControl {
  /// How it exited; nullopt while it runs.
  std::function<std::optional<std::string>()> ended;
  /// Restarts it and waits until it answers; the error is one sentence.
  std::function<Expected<void, std::string>()> start_again;
};

}  // namespace conform
