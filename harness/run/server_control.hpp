// A server that the run may start again when it has ended.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/http/expected.hpp"

namespace conform {

struct ServerControl {
  /// How it has ended; nullopt while it runs.
  std::function<std::optional<std::string>()> ended;
  /// Starts it again and waits until it answers; the error is one sentence.
  std::function<Expected<void, std::string>()> start_again;
};

}  // namespace conform
