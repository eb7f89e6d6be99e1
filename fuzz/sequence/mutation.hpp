// How a campaign mutates a sequence: by whole operations and single choices, never by single bits.
#pragma once

#include <cstdint>
#include <span>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// The sequence with a few changes: an operation inserted, dropped, repeated, swapped with another
/// or moved to another client, a choice replaced, a run of operations duplicated. The same seed
/// gives the same changes.
[[nodiscard]] Sequence mutate(Sequence sequence, std::uint32_t seed);

/// The beginning of one and the end of another.
[[nodiscard]] Sequence splice(const Sequence& first, const Sequence& second, std::uint32_t seed);

/// The same for encoded sequences, as libFuzzer has them; returns the number of bytes written to
/// `out`. The inputs may be part of `out`.
[[nodiscard]] std::size_t mutate(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> out,
                                 std::uint32_t seed);
[[nodiscard]] std::size_t splice(std::span<const std::uint8_t> first,
                                 std::span<const std::uint8_t> second, std::span<std::uint8_t> out,
                                 std::uint32_t seed);

}  // namespace conform::fuzz
