#include "harness/judge/bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace conform {

void expect_judged(const std::vector<Rule>& rules, const std::vector<RuleCase>& cases) {
  for (const auto& rule : rules) {
    const auto covers = [&](const RuleCase& one) { return "judge." + one.rule == rule.info.id; };
    EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), covers)) << rule.info.id << " has no case";
  }
  for (const auto& [rule, bad, legal] : cases) {
    Bench bad_bench;
    bad(bad_bench);
    const auto& fired = bad_bench.record("judge." + rule);
    ASSERT_EQ(fired.violated, 1U) << rule << " in its bad history";
    EXPECT_FALSE(fired.violations[0].expected.empty()) << rule;
    EXPECT_FALSE(fired.violations[0].got.empty()) << rule;
    Bench legal_bench;
    legal(legal_bench);
    const auto& silent = legal_bench.record("judge." + rule);
    for (const auto& violation : silent.violations) {
      ADD_FAILURE() << rule << " in its legal history: expected " << violation.expected << ", got "
                    << violation.got;
    }
  }
}

}  // namespace conform
