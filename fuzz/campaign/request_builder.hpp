// Turns an operation into a request, using the values known when it is sent.
#pragma once

#include <cstddef>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// The request of an operation that sends one; `serial` makes its body unique.
[[nodiscard]] RequestSpec request_of(const Operation& operation, std::size_t serial,
                                     const Knowledge& knowledge, std::size_t max_body_bytes);

}  // namespace conform::fuzz
