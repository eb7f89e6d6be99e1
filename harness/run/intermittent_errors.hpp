// Server errors that come at times: the same requests, sent under the same circumstances, were
// answered well as well. What a request is has nothing to do with such an error.
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

/// An answer of 500 or more, by its status and what it says (see `fault_text`).
struct ServerError {
  int status = 0;
  std::string text;

  friend auto operator<=>(const ServerError&, const ServerError&) = default;
};

class IntermittentErrors {
 public:
  /// Names requests that cannot be told apart.
  using RequestKey = std::size_t;

  /// What one scenario sent, from its first request on, and what was answered. Gives back which
  /// request had an error first, if one had.
  std::optional<RequestKey> add(const std::vector<Exchange>& exchanges);

  /// Those that came at times, to at least three kinds of request.
  [[nodiscard]] std::vector<ServerError> found() const;

  /// It has an error each time: so often that this is no chance.
  [[nodiscard]] bool is_steady(RequestKey request) const;

 private:
  struct Answers {
    bool well = false;  ///< with less than 500
    std::map<ServerError, std::size_t> errors;
  };

  std::map<RequestKey, Answers> answers_;
  std::map<ServerError, std::set<std::set<std::string>>> kinds_;  ///< of request, by features
};

[[nodiscard]] std::set<ServerError> errors_in(const std::vector<Exchange>& exchanges);

/// Whether a wrong observation is that error, or on the answer to a HEAD that had it.
[[nodiscard]] bool is_on(const ServerError& error, const Observation& seen);

}  // namespace conform
