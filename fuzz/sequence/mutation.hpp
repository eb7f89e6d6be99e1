// How a campaign varies a sequence: by whole operations and by single choices, never by bytes that
// mean nothing.
#pragma once

#include <cstdint>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// The sequence with a few changes: an operation inserted, dropped, repeated, swapped with another
/// or moved to another client, a choice made anew, a run of operations doubled. Equal seeds give
/// equal changes.
[[nodiscard]] Sequence mutate(Sequence sequence, std::uint32_t seed);

/// The beginning of one and the end of another.
[[nodiscard]] Sequence splice(const Sequence& first, const Sequence& second, std::uint32_t seed);

}  // namespace conform::fuzz
