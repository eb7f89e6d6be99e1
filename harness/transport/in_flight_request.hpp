// A request under way: a libcurl transfer or a raw connection.
#pragma once

#include <string>

#include "harness/transport/ending.hpp"

namespace conform {

/// Destroying it closes its connection at once; no handler is called after that.
class InFlightRequest {
 public:
  InFlightRequest() = default;
  InFlightRequest(const InFlightRequest&) = delete;
  InFlightRequest& operator=(const InFlightRequest&) = delete;
  virtual ~InFlightRequest() = default;

  /// No handler is called any more. Unlike the destructor, this may be called from a handler of
  /// this very transmission.
  virtual void detach() = 0;

  /// Its connection is closed with a TCP reset when it is destroyed.
  virtual void reset_at_end() {}

  /// Stops reading the response.
  virtual void pause() = 0;
  /// Sends the next part of the request that was held back, and continues reading.
  virtual void resume() = 0;

  [[nodiscard]] virtual Progress progress() const = 0;
  /// HTTP version of the response: "1.1", "2"; empty before it is known.
  [[nodiscard]] virtual std::string http_version() const = 0;
};

}  // namespace conform
