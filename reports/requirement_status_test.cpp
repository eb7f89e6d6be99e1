#include "reports/requirement_status.hpp"

#include <gtest/gtest.h>

namespace conform::reports {
namespace {

RequirementStatus after(std::initializer_list<Verdict> verdicts) {
  RequirementStatuses statuses;
  for (const Verdict verdict : verdicts) {
    Finding finding;
    finding.verdict = verdict;
    finding.requirements = {{"5.2/other", "5.2", ""}, {"5.2/requirement", "5.2", ""}};
    statuses.add(finding);
  }
  return statuses.of("5.2/requirement");
}

TEST(RequirementStatus, IsTheWorstThatAWitnessSaw) {
  EXPECT_EQ(after({Verdict::pass, Verdict::warn, Verdict::fail}), RequirementStatus::broken);
  EXPECT_EQ(after({Verdict::pass, Verdict::warn, Verdict::skip}), RequirementStatus::unfollowed);
  EXPECT_EQ(after({Verdict::skip, Verdict::pass, Verdict::blocked}), RequirementStatus::proven);
}

TEST(RequirementStatus, OfARequirementThatOnlySkippedWitnessesHaveIsUnsupported) {
  EXPECT_EQ(after({Verdict::skip, Verdict::skip}), RequirementStatus::unsupported);
  EXPECT_EQ(after({Verdict::skip, Verdict::blocked}), RequirementStatus::unjudged);
}

TEST(RequirementStatus, IsUnjudgedWhereNoWitnessCameToAVerdict) {
  EXPECT_EQ(after({}), RequirementStatus::unjudged);
  EXPECT_EQ(after({Verdict::blocked, Verdict::inconclusive, Verdict::error}),
            RequirementStatus::unjudged);
}

}  // namespace
}  // namespace conform::reports
