// The requirements of the built-in suites: each has a test, or a reason why there is none.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "harness/judge/judge.hpp"
#include "harness/scenario/ledger.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {
namespace {

using testing::IsEmpty;

Ledger ledger_of(const Catalogue& catalogue) {
  std::vector<RuleProof> proofs;
  for (const auto& rule : all_rules()) proofs.push_back({rule.info.id, rule.info.requirement});
  return make_ledger(catalogue, proofs);
}

class BuiltInSuites : public testing::Test {
 protected:
  Catalogue catalogue_ = load(embedded_suites()).value();
  Ledger ledger_ = ledger_of(catalogue_);
};

TEST_F(BuiltInSuites, ProveOrExcuseEveryServerMust) {
  EXPECT_THAT(unproven_server_musts(ledger_), IsEmpty());
  EXPECT_THAT(ledger_.unknown, IsEmpty());
}

TEST_F(BuiltInSuites, HaveAScenarioForEveryServerMustThatIsNotExcused) {
  std::vector<std::string> only_rules;
  for (const auto& entry : ledger_.entries) {
    const auto& one = entry.requirement;
    if (one.level == Level::must && one.binds != Binds::client && !entry.excused() &&
        entry.scenarios.empty()) {
      only_rules.push_back(one.id);
    }
  }
  EXPECT_THAT(only_rules, IsEmpty());
}

TEST_F(BuiltInSuites, ProveNineOfTenServerShoulds) {
  std::size_t all = 0;
  std::size_t proven = 0;
  for (const auto& entry : ledger_.entries) {
    const auto& one = entry.requirement;
    if (one.level != Level::should || one.binds == Binds::client || entry.excused()) continue;
    ++all;
    proven += entry.proven() ? 1U : 0U;
  }
  EXPECT_GE(proven * 10, all * 9) << proven << " of " << all;
}

TEST_F(BuiltInSuites, HaveAScenarioForEveryRuling) {
  std::set<std::string> cited;
  for (const auto& suite : catalogue_.suites) {
    for (const auto& scenario : suite.scenarios) cited.insert(scenario.ruling);
  }
  for (int number = 1; number <= 20; ++number) {
    EXPECT_TRUE(cited.contains(fmt::format("R{}", number))) << "R" << number;
  }
}

}  // namespace
}  // namespace conform
