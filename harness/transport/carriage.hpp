// What carries one transmission: a transfer of libcurl, or a bare connection.
#pragma once

#include <string>

#include "harness/transport/ending.hpp"

namespace conform {

/// Destroying it closes its connection at once, and nothing more is told.
class InFlightRequest {
 public:
  InFlightRequest() = default;
  InFlightRequest(const InFlightRequest&) = delete;
  InFlightRequest& operator=(const InFlightRequest&) = delete;
  virtual ~InFlightRequest() = default;

  /// Tells nothing any more. Unlike the destructor, it may be called while a handler of this very
  /// transmission runs.
  virtual void silence() = 0;

  /// Reads nothing more of the response.
  virtual void pause() = 0;
  /// Sends what was held back of the request, and reads on.
  virtual void resume() = 0;

  [[nodiscard]] virtual Progress progress() const = 0;
  /// Of the response: "1.1", "2"; empty while none came.
  [[nodiscard]] virtual std::string http_version() const = 0;
};

}  // namespace conform
