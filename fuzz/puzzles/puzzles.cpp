#include <array>

#include "fuzz/puzzles/puzzle.hpp"

namespace conform::fuzz {

std::span<const Puzzle> puzzles() {
  static constexpr auto all = std::to_array<Puzzle>({
      {"create.again-appends", 3, 12000},
      {"create.initial-body-dropped", 2, 12000},
      {"create.put-reopens", 4, 12000},
      {"create.conflict-applies", 3, 12000},
      {"create.recreated-content", 6, 12000},
      {"create.recreated-closed", 5, 12000},
      {"append.creates-stream", 3, 12000},
      {"append.missing-409", 3, 12000},
      {"append.refused-type-stored", 3, 12000},
      {"append.refused-closed-stored", 4, 12000},
      {"append.newlines-normalized", 3, 12000},
      {"append.re-encoded", 2, 12000},
      {"append.final-newline", 4, 12000},
      {"append.first-block", 2, 12000},
      {"append.block-loses-byte", 2, 12000},
      {"append.block-doubles-byte", 2, 12000},
      {"append.every-3rd-lost", 4, 12000},
      {"append.next-offset-one-short", 4, 12000},
      {"append.next-offset-one-far", 3, 12000},
      {"sequence.refused-stored", 4, 12000},
      {"closure.not-enforced", 3, 12000},
      {"closure.again-200", 3, 12000},
      {"closure.no-header-on-conflict", 3, 12000},
      {"closure.conflict-no-next-offset", 3, 12000},
      {"closure.again-with-body-taken", 3, 12000},
      {"closure.tuple-by-id", 3, 12000},
      {"closure.tuple-without-seq", 3, 12000},
      {"delete.takes-alike-names", 4, 12000},
      {"head.stale-next-offset", 3, 12000},
      {"head.closed-not-shown", 3, 12000},
      {"read.past-tail-from-start", 6, 12000},
      {"read.past-tail-500", 5, 12000},
      {"read.starts-one-before", 3, 12000},
      {"read.starts-one-after", 3, 12000},
      {"read.next-offset-is-start", 3, 12000},
      {"read.small-next-offset-is-tail", 2, 12000},
      {"read.closed-not-told", 3, 12000},
      {"read.stale", 3, 12000},
      {"read.headers-newer-than-body", 3, 12000},
      {"offsets.unpadded", 3, 12000},
      {"offsets.unpadded-suffix", 3, 12000},
      {"offsets.backwards", 4, 12000},
  });
  return all;
}

}  // namespace conform::fuzz
