// How much of the traffic the monitor keeps at a time. What exceeds a limit is passed on all the
// same, and counts as unknown.
#pragma once

#include <cstddef>

namespace conform::monitor::limits {

/// Of one body. A stream that got a larger one is judged by its single responses from then on.
inline constexpr std::size_t body_bytes = std::size_t{16} << 20;
/// Of all bodies and events of the exchanges under way.
inline constexpr std::size_t all_bytes = std::size_t{128} << 20;
/// Of one event stream; it is judged after this many, and the rest of it is not.
inline constexpr std::size_t events = 5'000;
inline constexpr std::size_t event_bytes = std::size_t{1} << 20;

/// Of what waits to be judged: beyond this the traffic waits too.
inline constexpr std::size_t waiting_bytes = std::size_t{64} << 20;

/// Streams whose history is kept at a time.
inline constexpr std::size_t streams = 1024;

/// Of a connection's bytes that are no requests, how many are searched at a time.
inline constexpr std::size_t foreign_overlap = 256;

}  // namespace conform::monitor::limits
