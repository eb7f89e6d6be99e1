#include "harness/run/prerequisites.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

Scenario scenario(std::string id, std::string shows, std::vector<std::string> needs = {}) {
  Scenario made;
  made.id = std::move(id);
  made.shows = std::move(shows);
  made.needs = std::move(needs);
  return made;
}

Result result(const Scenario& of, Verdict verdict) {
  Result made;
  made.id = of.id;
  made.verdict = verdict;
  made.message = "expected [1], got 1";
  return made;
}

class FoundationsTest : public testing::Test {
 protected:
  FoundationsTest() { prerequisites_.expect(base_); }

  const Scenario base_ = scenario("json.base", "json", {"json"});
  const Scenario other_ = scenario("forks.json", "", {"forks", "json"});
  const Scenario apart_ = scenario("sse.text", "", {"sse"});
  Prerequisites prerequisites_;
};

TEST_F(FoundationsTest, AFailureThatRestsOnAFailureIsBlockedByIt) {
  EXPECT_TRUE(prerequisites_.settle(result(other_, Verdict::fail), other_).empty());
  const auto results = prerequisites_.settle(result(base_, Verdict::fail), base_);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].verdict, Verdict::fail);
  EXPECT_EQ(results[1].verdict, Verdict::blocked);
  EXPECT_NE(results[1].message.find("json.base"), std::string::npos);
}

TEST_F(FoundationsTest, WhereTheCapabilityWorksAFailureStands) {
  EXPECT_TRUE(prerequisites_.settle(result(other_, Verdict::fail), other_).empty());
  const auto results = prerequisites_.settle(result(base_, Verdict::pass), base_);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].verdict, Verdict::fail);
}

TEST_F(FoundationsTest, WhatRestsOnNothingIsToldAtOnce) {
  EXPECT_EQ(prerequisites_.settle(result(apart_, Verdict::fail), apart_).size(), 1U);
  EXPECT_EQ(prerequisites_.settle(result(other_, Verdict::pass), other_).size(), 1U);
}

TEST_F(FoundationsTest, WhatIsHeldBackIsToldInTheEnd) {
  EXPECT_TRUE(prerequisites_.settle(result(other_, Verdict::warn), other_).empty());
  const auto results = prerequisites_.rest();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].verdict, Verdict::warn);
  EXPECT_TRUE(prerequisites_.rest().empty());
}

}  // namespace
}  // namespace conform
