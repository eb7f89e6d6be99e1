#include "harness/scenario/ledger.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Requirement requirement(std::string id, Level level = Level::must, Binds binds = Binds::server) {
  Requirement result;
  result.id = std::move(id);
  result.level = level;
  result.binds = binds;
  return result;
}

Scenario scenario(std::string id, std::vector<std::string> proves) {
  Scenario result;
  result.id = std::move(id);
  result.proves = std::move(proves);
  return result;
}

Catalogue catalogue(std::vector<Requirement> requirements, std::vector<Scenario> scenarios) {
  return {std::move(requirements), {{"s", "S", "1", std::move(scenarios), {}}}};
}

TEST(Ledger, NamesTheScenariosOfARequirementWithoutTheirCases) {
  const Ledger ledger = make_ledger(
      catalogue({requirement("1/a")}, {scenario("s.x[one]", {"1/a"}), scenario("s.x[two]", {"1/a"}),
                                       scenario("s.y", {"1/a"})}),
      {});
  ASSERT_EQ(ledger.entries.size(), 1U);
  EXPECT_THAT(ledger.entries[0].scenarios, ElementsAre("s.x", "s.y"));
  EXPECT_TRUE(ledger.entries[0].proven());
}

TEST(Ledger, CountsWhatAStepProvesItself) {
  Scenario with_step = scenario("s.x", {"1/a"});
  Step step;
  step.proves = {"1/b"};
  with_step.steps = {step};
  const Ledger ledger =
      make_ledger(catalogue({requirement("1/a"), requirement("1/b")}, {with_step}), {});
  EXPECT_THAT(ledger.entries[1].scenarios, ElementsAre("s.x"));
}

TEST(Ledger, NamesRulesAndThoseThatCiteNothing) {
  const std::vector<RuleProof> rules{{"judge.one", "1/a"}, {"judge.two", "1/gone"}};
  const Ledger ledger = make_ledger(catalogue({requirement("1/a")}, {}), rules);
  EXPECT_THAT(ledger.entries[0].rules, ElementsAre("judge.one"));
  ASSERT_EQ(ledger.unknown.size(), 1U);
  EXPECT_EQ(ledger.unknown[0].rule, "judge.two");
}

TEST(UnprovenServerMusts, AreThoseThatNothingProvesOrExcuses) {
  Requirement excused = requirement("1/excused");
  excused.excused = "nobody can see it";
  const Catalogue all = catalogue(
      {requirement("1/open"), requirement("1/either", Level::must, Binds::either),
       requirement("1/client", Level::must, Binds::client), requirement("1/should", Level::should),
       requirement("1/scenario"), requirement("1/rule"), excused},
      {scenario("s.x", {"1/scenario"})});
  const std::vector<RuleProof> rules{{"judge.one", "1/rule"}};
  EXPECT_THAT(unproven_server_musts(make_ledger(all, rules)), ElementsAre("1/open", "1/either"));
  EXPECT_THAT(unproven_server_musts(make_ledger({}, {})), IsEmpty());
}

}  // namespace
}  // namespace conform
