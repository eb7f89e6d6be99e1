#include <array>

#include "fuzz/puzzles/puzzle.hpp"

namespace conform::fuzz {

std::span<const Puzzle> puzzles() {
  static constexpr std::array<Puzzle, 1> all = {{{"append.final-newline", 4, 5000}}};
  return all;
}

}  // namespace conform::fuzz
