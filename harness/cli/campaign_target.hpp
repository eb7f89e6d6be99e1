// What every campaign on the command line needs to know before its first request.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/server/rules.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/fuzz_settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// Lets no more than so many requests a second go, and fewer while the server says that it is busy.
class Pace {
 public:
  /// 0 for no bound. Waits end early when `should_stop` says so.
  explicit Pace(double per_second, std::function<bool()> should_stop = {});

  /// Waits until the next request may go.
  void wait();
  /// Takes 429 and 503 for what they say (R21): waits as long as Retry-After asks for, within
  /// reason, and goes on slower; any other answer makes it faster again.
  void heed(const http::Response& response);

 private:
  using Clock = std::chrono::steady_clock;

  Clock::duration interval_{};
  Clock::duration extra_{};  ///< because the server is busy
  std::function<bool()> should_stop_;
  Clock::time_point next_ = Clock::now();
};

/// Whether the server takes connections again within a few seconds, as one does that somebody else
/// starts again.
[[nodiscard]] bool comes_back(const Connection& connection,
                              const std::function<bool()>& should_stop);

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
