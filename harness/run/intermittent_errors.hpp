// Intermittent server errors: the same requests, sent under the same circumstances, were also
// answered without error. Such an error is independent of the kind of request.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/observation.hpp"

namespace conform {

/// A response of 500 or more, by its status and body text (see `fault_text`).
struct ServerError {
  int status = 0;
  std::string text;

  friend auto operator<=>(const ServerError&, const ServerError&) = default;
};

class IntermittentErrors {
 public:
  /// Identifies requests that are indistinguishable.
  using RequestKey = std::size_t;

  /// All requests of one scenario from the first on, and their responses. Returns the first request
  /// that had an error, if any.
  std::optional<RequestKey> add(const std::vector<Exchange>& exchanges);

  /// The intermittent errors, seen on at least three kinds of request.
  [[nodiscard]] std::vector<ServerError> found() const;

  /// This request fails every time, too often for chance.
  [[nodiscard]] bool is_steady(RequestKey request) const;

 private:
  struct Answers {
    bool well = false;  ///< a status below 500
    std::map<ServerError, std::size_t> errors;
  };

  std::map<RequestKey, Answers> answers_;
  std::map<ServerError, std::set<std::set<std::string>>> kinds_;  ///< kinds of request, by features
};

[[nodiscard]] std::set<ServerError> errors_in(const std::vector<Exchange>& exchanges);

/// Whether a wrong observation is that error, or is about the response to a HEAD that had it.
[[nodiscard]] bool is_on(const ServerError& error, const Observation& seen);

}  // namespace conform
