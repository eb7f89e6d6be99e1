// How a campaign varies a sequence: by whole operations and by single choices, never by bytes that
// mean nothing.
#pragma once

#include <cstdint>
#include <span>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// The sequence with a few changes: an operation inserted, dropped, repeated, swapped with another
/// or moved to another client, a choice made anew, a run of operations doubled. Equal seeds give
/// equal changes.
[[nodiscard]] Sequence mutate(Sequence sequence, std::uint32_t seed);

/// The beginning of one and the end of another.
[[nodiscard]] Sequence splice(const Sequence& first, const Sequence& second, std::uint32_t seed);

/// The same for bytes that are sequences, as an engine holds them; how many bytes of `out` were
/// written, at most all. The inputs may lie in `out`.
[[nodiscard]] std::size_t mutate(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> out,
                                 std::uint32_t seed);
[[nodiscard]] std::size_t splice(std::span<const std::uint8_t> first,
                                 std::span<const std::uint8_t> second, std::span<std::uint8_t> out,
                                 std::uint32_t seed);

}  // namespace conform::fuzz
