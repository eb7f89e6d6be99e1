// The suites are trusted because they fail when they should. The whole catalogue takes minutes and
// is run by ./check; these tests cover the evaluation itself.
#include "harness/prove/proof.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/judge/judge.hpp"
#include "harness/prove/dialect_proof.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {
namespace {

using defects::Defect;
using server::Rules;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ProofTest : public testing::Test {
 protected:
  /// Without the large tests that `conform prove` leaves out too.
  [[nodiscard]] Selected selected() const {
    auto all = select(catalogue_, rule_infos(), {}).value();
    std::erase_if(all.scenarios, [](const Scenario* scenario) {
      return scenario->is_slow && !scenario->idle.empty();
    });
    return all;
  }

  [[nodiscard]] Proof prove_all(const std::vector<Defect>& defects) const {
    return prove(selected(), defects, [](std::size_t) {});
  }

  const Catalogue catalogue_ = load(embedded_suites()).value();
};

TEST_F(ProofTest, HoldsNothingAgainstAServerThatIsRight) {
  EXPECT_THAT(prove_all({}).false_failures, IsEmpty());
}

TEST_F(ProofTest, SaysWhoNoticedADefectAndWhetherTheBlameIsRight) {
  const Proof proof =
      prove_all({{"a.seq", "Stream-Seq compares as a number", "5.2/seq-lexicographic",
                  [](Rules& rules) {
                    rules.append.compares_sequence = server::AppendRules::Sequence::number;
                  }},
                 {"a.elsewhere", "The same, with a wrong idea of what it breaks", "5.8/grammar",
                  [](Rules& rules) {
                    rules.append.compares_sequence = server::AppendRules::Sequence::number;
                  }}});
  ASSERT_THAT(proof.trials, SizeIs(2));
  EXPECT_THAT(proof.trials[0].killers, Not(IsEmpty()));
  EXPECT_TRUE(proof.trials[0].cites_right_requirement());
  EXPECT_FALSE(proof.trials[1].cites_right_requirement());
  EXPECT_EQ(proof.killed(), 2U);
  EXPECT_EQ(proof.with_right_requirement(), 1U);
  EXPECT_THAT(proof.idle, Contains("sse.content-type"));
}

TEST_F(ProofTest, FailsNoServerForWhatTheRulingsAllow) {
  const auto variants = defects::correct_variants();
  for (const auto& trial : prove_all({variants.begin(), variants.end()}).trials) {
    EXPECT_THAT(trial.failed, IsEmpty())
        << trial.defect.id << " (" << trial.defect.requirement << ")";
  }
}

TEST_F(ProofTest, FailsNoCorrectServer) {
  for (const auto& trial : try_dialects(selected(), 8, [](std::size_t) {})) {
    EXPECT_TRUE(trial.accepted()) << trial.seed << ": " << trial.decisions << ": "
                                  << (trial.failures.empty() ? "" : trial.failures.front().id);
  }
}

TEST_F(ProofTest, OnlyWarnsOfWhatTheRulingsCallAWarning) {
  constexpr auto at_most_warned = std::to_array<std::string_view>(
      {"caching.etag-unquoted", "delete.missing-204", "expiry.time-without-offset",
       "expiry.date-alone", "head.ttl-counts-down", "json.numbers-as-doubles"});
  std::vector<Defect> defects;
  for (const auto& defect : defects::catalogue()) {
    const bool is_listed =
        std::find(at_most_warned.begin(), at_most_warned.end(), defect.id) != at_most_warned.end();
    if (is_listed) defects.push_back(defect);
  }
  ASSERT_THAT(defects, SizeIs(at_most_warned.size()));
  for (const auto& trial : prove_all(defects).trials) {
    EXPECT_THAT(trial.killers, Not(IsEmpty())) << trial.defect.id;
    EXPECT_THAT(trial.failed, IsEmpty()) << trial.defect.id;
  }
}

TEST_F(ProofTest, NamesWhatSurvives) {
  const Proof proof =
      prove_all({{"a.nothing", "Nothing is wrong", "5.1/create-201", [](Rules&) {}}});
  ASSERT_THAT(proof.survivors(), SizeIs(1));
  EXPECT_EQ(proof.survivors()[0]->defect.id, "a.nothing");
}

TEST(Catalogue, HasEachDefectOnceAndCitesWhatExists) {
  const Catalogue suites = load(embedded_suites()).value();
  std::vector<std::string_view> requirements;
  for (const auto& one : suites.requirements) requirements.push_back(one.id);
  std::vector<std::string_view> ids;
  for (const auto& defect : defects::catalogue()) {
    EXPECT_THAT(requirements, Contains(defect.requirement)) << defect.id;
    for (const auto also : defect.also) {
      if (!also.empty()) {
        EXPECT_THAT(requirements, Contains(also)) << defect.id;
      }
    }
    EXPECT_THAT(ids, Not(Contains(defect.id)));
    ids.push_back(defect.id);
  }
  EXPECT_GE(ids.size(), 200U);
}

}  // namespace
}  // namespace conform
