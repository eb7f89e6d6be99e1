#include "harness/gate/shard.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <set>

#include "harness/gate/shuffle.hpp"

namespace conform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

TEST(Shard, IsReadFromItsText) {
  const auto shard = parse_shard("2/5");
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->index, 2U);
  EXPECT_EQ(shard->of, 5U);
  for (const auto* text : {"", "2", "0/5", "6/5", "-1/5", "2/", "/5", "2/5/6", "a/b", "1/99999"}) {
    EXPECT_FALSE(parse_shard(text)) << text;
  }
}

TEST(Shard, IsReadFromTheEnvironment) {
  EXPECT_EQ(shard_from(environment_of({}))->has_value(), false);
  for (const std::string prefix : {"GTEST", "TEST"}) {
    const auto shard = shard_from(
        environment_of({{prefix + "_TOTAL_SHARDS", "5"}, {prefix + "_SHARD_INDEX", "0"}}));
    ASSERT_TRUE(shard && *shard) << prefix;
    EXPECT_EQ((*shard)->index, 1U);
    EXPECT_EQ((*shard)->of, 5U);
  }
}

TEST(Shard, RefusesHalfAnEnvironment) {
  EXPECT_THAT(shard_from(environment_of({{"TEST_TOTAL_SHARDS", "5"}})).error(),
              HasSubstr("TEST_TOTAL_SHARDS=5 and TEST_SHARD_INDEX=:"));
  EXPECT_FALSE(shard_from(environment_of({{"GTEST_SHARD_INDEX", "1"}})));
  EXPECT_FALSE(
      shard_from(environment_of({{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "2"}})));
}

TEST(Shard, SaysThatItIsUnderstood) {
  const auto file = std::filesystem::path(testing::TempDir()) / "conform-shard-status";
  std::filesystem::remove(file);
  acknowledge_shard(environment_of({{"TEST_SHARD_STATUS_FILE", file.string()}}));
  EXPECT_TRUE(std::filesystem::remove(file));
}

TEST(Shard, AllPartsTogetherAreTheWholeAndEachHasAllRules) {
  const std::vector<Scenario> scenarios(7);
  Selected whole;
  for (const auto& scenario : scenarios) whole.scenarios.push_back(&scenario);
  whole.rules = {"judge.a"};
  std::multiset<const Scenario*> seen;
  for (std::size_t index = 1; index <= 3; ++index) {
    const auto part = part_of(whole, {index, 3});
    EXPECT_THAT(part.rules, ElementsAre("judge.a"));
    EXPECT_THAT(part.scenarios.size(), testing::AnyOf(2U, 3U));
    seen.insert(part.scenarios.begin(), part.scenarios.end());
  }
  EXPECT_EQ(seen, std::multiset<const Scenario*>(whole.scenarios.begin(), whole.scenarios.end()));
  EXPECT_TRUE(part_of(whole, {8, 8}).scenarios.empty());
}

TEST(Shuffle, IsTheSameForTheSameSeed) {
  const std::vector<Scenario> scenarios(40);
  Selected whole;
  for (const auto& scenario : scenarios) whole.scenarios.push_back(&scenario);
  const auto once = shuffled(whole, 7).scenarios;
  EXPECT_EQ(once, shuffled(whole, 7).scenarios);
  EXPECT_NE(once, shuffled(whole, 8).scenarios);
  EXPECT_THAT(once, testing::UnorderedElementsAreArray(whole.scenarios));
}

}  // namespace
}  // namespace conform
