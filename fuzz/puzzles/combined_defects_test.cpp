// Servers with several defects: a campaign reports each of them.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "fixtures/defects/defect.hpp"
#include "fuzz/campaign/campaign.hpp"
#include "fuzz/campaign/simulated_runner.hpp"
#include "fuzz/puzzles/temporary_folder.hpp"
#include "harness/run/reference_target.hpp"

namespace conform::fuzz {
namespace {

using testing::Contains;

/// The rules that a campaign reports for a server with these defects.
std::set<std::string> reported_rules(const std::set<std::string_view>& ids) {
  auto rules = repeatable_rules();
  for (const auto& defect : defects::catalogue()) {
    if (ids.contains(defect.id)) defect.patch(rules);
  }
  const TemporaryFolder folder;
  CampaignOptions options;
  options.max_executions = 1500;
  options.folder = folder.path();
  std::set<std::string> reported;
  Campaign campaign(options, simulated_runner(rules, "combined"));
  campaign.on_finding = [&](const Finding& finding) {
    reported.insert(finding.rule.id);
    for (const auto& other : finding.consequences()) reported.insert(other.rule);
  };
  EXPECT_TRUE(campaign.run());
  return reported;
}

/// A defect that breaks a MUST, and the rule that reports it.
struct Must {
  std::string_view mistake;
  const char* rule;
};

constexpr Must musts[] = {
    {"create.created-204", "judge.put-status"},
    {"create.starts-afresh", "judge.created-once"},
    {"create.never-compared", "judge.type-on-put-200"},
    {"create.type-ignored", "judge.type-on-201"},
    {"create.no-next-offset", "judge.next-offset-on-201"},
    {"create.confirmed-bare", "judge.next-offset-on-put-200"},
    {"create.initial-body-dropped", "judge.bytes-unchanged"},
    {"append.appended-200", "judge.append-status"},
    {"append.no-next-offset", "judge.next-offset-on-append"},
    {"append.next-offset-one-short", "judge.next-offset-at-end"},
    {"append.next-offset-one-far", "judge.head-tail-current"},
    {"append.every-3rd-lost", "judge.read-your-writes"},
    {"append.refused-closed-stored", "judge.nothing-extra"},
    {"producers.no-epoch", "judge.producer-epoch-on-200"},
    {"producers.no-seq", "judge.producer-seq-on-200"},
    {"closure.not-enforced", "judge.closed-refuses-append"},
    {"closure.closed-200", "judge.close-status"},
    {"closure.no-header-on-success", "judge.closed-on-close"},
    {"closure.no-header-on-conflict", "judge.closed-409-header"},
    {"closure.no-next-offset", "judge.next-offset-on-close"},
    {"closure.conflict-no-next-offset", "judge.closed-409-next-offset"},
    {"append.appended-201", "judge.append-status"},
    {"closure.open-told-true", "judge.never-closed-early"},
    {"head.status-204", "judge.head-status"},
    {"head.no-type", "judge.type-on-head"},
    {"head.no-next-offset", "judge.next-offset-on-head"},
    {"head.closed-not-shown", "judge.closed-on-head"},
    {"read.malformed-offset-500", "judge.never-5xx"},
    {"read.no-type", "judge.type-on-read"},
    {"read.no-next-offset", "judge.next-offset-on-read"},
    {"read.no-up-to-date", "judge.up-to-date-at-tail"},
    {"read.closed-not-told", "judge.closed-at-tail"},
    {"read.now-not-up-to-date", "judge.now-up-to-date"},
    {"offsets.unpadded", "judge.offset-increases"},
    {"offsets.with-comma", "judge.offset-characters"},
    {"long-poll.no-etag", "judge.etag-on-long-poll"},
    {"long-poll.no-offset-with-data", "judge.next-offset-on-long-poll-200"},
    {"sse.type-plain", "judge.sse-content-type"},
    {"sse.no-next-offset", "judge.sse-next-offset"},
    {"sse.always-up-to-date", "judge.sse-up-to-date"},
};

class CombinedDefects : public testing::TestWithParam<Must> {};

TEST_P(CombinedDefects, EveryMistakeIsTold) {
  const auto reported =
      reported_rules({"headers.no-nosniff", "delete.deleted-200", GetParam().mistake});
  EXPECT_THAT(reported, Contains("judge.nosniff"));
  EXPECT_THAT(reported, Contains("judge.delete-status"));
  EXPECT_THAT(reported, Contains(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(
    Campaigns, CombinedDefects, testing::ValuesIn(musts), [](const auto& must) {
      std::string name(must.param.mistake);
      std::replace_if(name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
      return name;
    });

TEST(CombinedDefects, OneShouldDoesNotHideAnother) {
  const auto reported = reported_rules({"headers.no-nosniff", "caching.etag-unquoted"});
  EXPECT_THAT(reported, testing::IsSupersetOf({"judge.nosniff", "judge.etag-syntax"}));
}

}  // namespace
}  // namespace conform::fuzz
