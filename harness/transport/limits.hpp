// The time and size limits of this module: how long connecting may take, and how much of a response
// is read. The time limit of a transmission is set with each one.
#pragma once

#include <chrono>
#include <cstddef>

#include "harness/http/instant.hpp"

namespace conform::limits {

/// DNS lookup, TCP and TLS together.
inline constexpr Duration connecting = std::chrono::seconds(10);
/// Servers close idle connections after some seconds (Node.js after five). Reusing one that is
/// about to be closed risks a request without a response.
inline constexpr std::chrono::seconds idle_connection{2};
/// Kept-alive connections beyond this number are closed, longest idle first.
inline constexpr std::size_t connections = 4096;

/// After decoding.
inline constexpr std::size_t response_body_bytes = std::size_t{256} << 20;
/// All heads of a response, interim responses included. libcurl has limits of its own, 100 KiB for
/// a line and 300 KiB in total.
inline constexpr std::size_t response_head_bytes = std::size_t{256} << 10;

/// Of one webhook, and of all that are on their way to one receiver: a webhook names streams, and
/// brings no data.
inline constexpr std::size_t webhook_body_bytes = std::size_t{4} << 20;
inline constexpr std::size_t webhook_bytes_together = std::size_t{32} << 20;
/// To one receiver. Beyond this number, the oldest that is idle is closed.
inline constexpr std::size_t webhook_connections = 256;
/// Pause before the next connection is accepted when there was none to be had, as without file
/// descriptors.
inline constexpr std::chrono::milliseconds between_accepts{100};

/// What may arrive in a row on a busy connection without a byte of the body: twice a head.
inline constexpr std::size_t bytes_without_body = 2 * response_head_bytes;

/// After so long within libcurl, whatever else waits comes first: time limits, signals, other
/// connections.
inline constexpr Duration slice = std::chrono::milliseconds(10);

/// A server that is asked to close a connection may take this long until it counts as one that
/// sends nothing more.
inline constexpr Duration closing = std::chrono::seconds(1);

/// What a paused connection still receives; the kernel doubles it.
inline constexpr int small_window_bytes = 16 << 10;

/// Pause between the pieces in which raw bytes are sent: long enough for each to arrive separately.
inline constexpr Duration between_pieces = std::chrono::milliseconds(1);

}  // namespace conform::limits
