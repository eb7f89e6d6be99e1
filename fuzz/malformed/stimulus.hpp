// Turns an act into the bytes that it sends and the way in which it sends them.
#pragma once

#include <cstddef>
#include <string>

#include "fuzz/malformed/act.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

/// The streams of a sequence, by their names in scenarios. The reads before and after an act read
/// content that no other stream has, so that an answer can be matched to its request.
inline constexpr const char* front_stream = "front";
inline constexpr const char* behind_stream = "behind";
/// The stream of the ordinary client, which checks whether others are served.
inline constexpr const char* witness_stream = "witness";
/// The stream that the act of that number, from 1, addresses.
[[nodiscard]] std::string own_stream(std::size_t number);
/// The stream that only requests within a body address.
[[nodiscard]] std::string canary_stream(std::size_t number);

/// The step of a scenario that sends the act of that number.
[[nodiscard]] RawStep stimulus_of(const Act& act, std::size_t number);

}  // namespace conform::malformed
