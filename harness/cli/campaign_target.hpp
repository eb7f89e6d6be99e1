// What every campaign on the command line needs to know before its first request.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/server/rules.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/fuzz_settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// Lets no more than so many requests a second go.
class Pace {
 public:
  explicit Pace(double per_second) : interval_(1.0 / per_second) {}
  void operator()();

 private:
  std::chrono::duration<double> interval_;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

/// Asks the server whether it is one, and leaves nothing behind.
[[nodiscard]] Expected<std::vector<Capability>, std::string> look_at(const Connection& connection,
                                                                     const std::string& word,
                                                                     Duration limit);

/// The rules of the built-in server with these mistakes.
[[nodiscard]] Expected<server::Rules, std::string> rules_with(
    const std::vector<std::string>& defects);

/// What --time says; a minute where neither it nor --runs says anything.
[[nodiscard]] Expected<std::optional<std::chrono::seconds>, std::string> time_of(
    const FuzzSettings& settings);

}  // namespace conform
