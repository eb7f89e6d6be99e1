// How long an operation lets time pass.
#pragma once

#include "fuzz/sequence/operation.hpp"
#include "harness/http/instant.hpp"

namespace conform::fuzz {

/// How long `pass_time` waits on a virtual clock.
[[nodiscard]] Duration time_of(const Operation& operation);
/// How long it waits on a real clock: about the duration of overlapping requests.
[[nodiscard]] Duration gap_of(const Operation& operation);

}  // namespace conform::fuzz
