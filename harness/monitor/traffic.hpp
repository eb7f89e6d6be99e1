// What passes through the monitor, as one stream of events in the order in which it happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "harness/exchange/exchange.hpp"

namespace conform::monitor {

/// A request is about to reach the server. Its body may still be missing.
struct RequestBegan {
  Exchange exchange;
  std::uint64_t connection = 0;  ///< of the client
};

/// The body of a request, if it has one, has been sent.
struct BodySent {
  Exchange exchange;
};

/// The head of a response has reached the client.
struct ResponseBegan {
  std::uint64_t exchange = 0;  ///< its number
  http::Response head;
  Instant at;
};

/// An event of an event stream has reached the client.
struct EventReached {
  std::uint64_t exchange = 0;  ///< its number
  http::SseEvent event;
};

struct ExchangeEnded {
  Exchange exchange;
  /// The body is not all that the client sent: it left, was answered early, or sent more than is
  /// kept.
  bool body_is_partial = false;
  /// More of the response passes than was recorded.
  bool response_is_partial = false;
  std::size_t unkept_request_bytes = 0;  ///< of the body, sent beyond what is kept
};

/// Bytes of a client that are no HTTP/1.1 request, so that what they do is not known.
struct ForeignBytes {
  std::string bytes;
};

/// A connection changed to another protocol, such as WebSocket or HTTP/2: what it carries is passed
/// on and not judged.
struct TunnelOpened {
  std::uint64_t connection = 0;
  std::string protocol;  ///< as the Upgrade header names it
};

/// The server could not be reached.
struct UpstreamFailed {
  std::string why;
};

using TrafficEvent = std::variant<RequestBegan, BodySent, ResponseBegan, EventReached,
                                  ExchangeEnded, ForeignBytes, TunnelOpened, UpstreamFailed>;

/// About how many bytes of memory the event takes.
[[nodiscard]] std::size_t weight_of(const TrafficEvent& event);

}  // namespace conform::monitor
