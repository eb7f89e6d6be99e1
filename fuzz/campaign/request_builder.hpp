// Turns an operation into a request, with what is known when it is sent.
#pragma once

#include <cstddef>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// The request of an operation that sends one; `serial` tells bodies apart.
[[nodiscard]] RequestSpec request_of(const Operation& operation, std::size_t serial,
                                     const Knowledge& knowledge, std::size_t most_body_bytes);

/// How long `pass_time` lets pass on a virtual clock.
[[nodiscard]] Duration time_of(const Operation& operation);
/// How long on a real one: as long as what overlaps may take.
[[nodiscard]] Duration gap_of(const Operation& operation);

}  // namespace conform::fuzz
