// How long a connection may take, and how much of a response is read: the time limits and byte
// limits of this module, in one place. How long a transmission may take is said with each of them.
#pragma once

#include <chrono>
#include <cstddef>

#include "harness/http/instant.hpp"

namespace conform::limits {

/// Name, TCP and TLS together.
inline constexpr Duration connecting = std::chrono::seconds(10);
/// Servers close idle connections after some seconds (Node.js after five); one that is about to be
/// closed is not worth the risk of a request that gets no answer.
inline constexpr std::chrono::seconds idle_connection{2};
/// Kept-alive connections beyond this number are closed, those idle longest first.
inline constexpr std::size_t connections = 4096;

/// After decoding.
inline constexpr std::size_t response_body_bytes = std::size_t{256} << 20;
/// All heads of a response, interim ones included. libcurl has bounds of its own, 100 KiB for a
/// line and 300 KiB in all, so more than that is never reached.
inline constexpr std::size_t response_head_bytes = std::size_t{256} << 10;

/// Between the pieces in which raw bytes are sent: long enough for a piece to arrive by itself.
inline constexpr Duration between_pieces = std::chrono::milliseconds(1);

}  // namespace conform::limits
