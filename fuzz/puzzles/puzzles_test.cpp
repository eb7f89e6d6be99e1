#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "fuzz/puzzles/puzzle.hpp"

namespace conform::fuzz {
namespace {

class APuzzle : public testing::TestWithParam<Puzzle> {
 protected:
  [[nodiscard]] static defects::Defect defect() {
    for (const auto& one : defects::catalogue()) {
      if (one.id == GetParam().defect) return one;
    }
    throw std::runtime_error("no defect of that name");
  }
};

TEST_P(APuzzle, IsSolvedFromTwoSeeds) {
  for (const std::uint32_t seed : {1U, 2U}) {
    const auto solution = solve(defect(), seed, GetParam().max_executions, true);
    ASSERT_TRUE(solution) << "seed " << seed;
    EXPECT_LE(solution->sequence.size(), GetParam().longest) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Campaigns, APuzzle, testing::ValuesIn(puzzles().begin(), puzzles().end()),
                         [](const auto& puzzle) {
                           std::string name(puzzle.param.defect);
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '.' || c == '-'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace conform::fuzz
