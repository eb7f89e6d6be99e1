// Turns an act into the bytes that it sends and the way in which it sends them.
#pragma once

#include <cstddef>
#include <string>

#include "fuzz/malformed/act.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

/// Streams of a sequence by the names that scenarios give them. What the good reads before and
/// behind an act read is in no other stream, so that an answer tells whose it is.
inline constexpr const char* front_stream = "front";
inline constexpr const char* behind_stream = "behind";
/// The stream of the ordinary client, which sees whether others are served.
inline constexpr const char* witness_stream = "witness";
/// The one that the act of that number, from 1, addresses itself.
[[nodiscard]] std::string own_stream(std::size_t number);
/// The one that only requests within a body address.
[[nodiscard]] std::string canary_stream(std::size_t number);

/// The step of a scenario that does what the act of that number does.
[[nodiscard]] RawStep stimulus_of(const Act& act, std::size_t number);

}  // namespace conform::malformed
