#include <gtest/gtest.h>

#include "harness/judge/judge_fixture.hpp"

namespace conform {
namespace {

TEST(HistoryRules, OfUnannouncedWritesNothingIsConcluded) {
  JudgeFixture judge;
  judge(put())(post("a", "1")).end(post("b", "2"));
  judge(get("?offset=-1", "zzz", "3"));
  EXPECT_EQ(judge.record("judge.bytes-unchanged").applied, 0U);
}

TEST(HistoryRules, WhatMayHaveBeenWrittenUnseenIsInDoubt) {
  const auto applied_after = [](const ExchangeBuilder& unseen) {
    JudgeFixture judge;
    judge(put())(post("a", "1"))(unseen)(get("?offset=-1", "z", "1"));
    return judge.record("judge.bytes-unchanged").applied;
  };
  EXPECT_EQ(applied_after(ExchangeBuilder("HEAD").gives(200, "1")), 1U);
  EXPECT_EQ(applied_after(ExchangeBuilder("RAW").body("POST /s HTTP/1.1")), 0U);
  EXPECT_EQ(applied_after(ExchangeBuilder("POST", "", "/s/")), 0U);
  EXPECT_EQ(applied_after(ExchangeBuilder("POST", "?table=people")), 0U);
  EXPECT_EQ(applied_after(ExchangeBuilder("POST", "", "/x/%2e%2e/s")), 0U);
  EXPECT_EQ(applied_after(ExchangeBuilder("POST", "", "/x").body(R"({"path":"/s","before":"2"})")),
            0U);
  EXPECT_EQ(applied_after(
                ExchangeBuilder("PUT", "", "/__ds/subscriptions/x").body(R"({"wake_stream":"s"})")),
            0U);
}

TEST(HistoryRules, ATagThatChangedWithTheContentIsAnOccasion) {
  const auto record_after = [](const char* second_tag) {
    JudgeFixture judge;
    judge(put())(post("a", "1"))(get("?offset=-1", "a", "1").says("ETag", "\"x\""));
    judge(post("b", "2"))(get("?offset=-1", "ab", "2").says("ETag", second_tag));
    return judge.record("judge.etag-names-content");
  };
  EXPECT_EQ(record_after("\"y\"").applied, 1U);
  EXPECT_EQ(record_after("\"y\"").violated, 0U);
  EXPECT_EQ(record_after("\"x\"").violated, 1U);
}

}  // namespace
}  // namespace conform
