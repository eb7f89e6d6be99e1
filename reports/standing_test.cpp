#include "reports/standing.hpp"

#include <gtest/gtest.h>

namespace conform::reports {
namespace {

Standing after(std::initializer_list<Verdict> verdicts) {
  Standings standings;
  for (const Verdict verdict : verdicts) {
    Finding finding;
    finding.verdict = verdict;
    finding.requirements = {{"5.2/other", "5.2", ""}, {"5.2/requirement", "5.2", ""}};
    standings.add(finding);
  }
  return standings.of("5.2/requirement");
}

TEST(Standing, IsTheWorstThatAWitnessSaw) {
  EXPECT_EQ(after({Verdict::pass, Verdict::warn, Verdict::fail}), Standing::broken);
  EXPECT_EQ(after({Verdict::pass, Verdict::warn, Verdict::skip}), Standing::unfollowed);
  EXPECT_EQ(after({Verdict::skip, Verdict::pass, Verdict::blocked}), Standing::proven);
}

TEST(Standing, OfARequirementThatOnlySkippedWitnessesHaveIsUnsupported) {
  EXPECT_EQ(after({Verdict::skip, Verdict::skip}), Standing::unsupported);
  EXPECT_EQ(after({Verdict::skip, Verdict::blocked}), Standing::unjudged);
}

TEST(Standing, IsUnjudgedWhereNoWitnessCameToAVerdict) {
  EXPECT_EQ(after({}), Standing::unjudged);
  EXPECT_EQ(after({Verdict::blocked, Verdict::inconclusive, Verdict::error}), Standing::unjudged);
}

}  // namespace
}  // namespace conform::reports
