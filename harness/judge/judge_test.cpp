#include "harness/judge/judge.hpp"

#include <gtest/gtest.h>

#include <set>

#include "harness/judge/judge_fixture.hpp"

namespace conform {
namespace {

TEST(Judge, OfWhatLooksAlikeOnceIsEvidenceAndAllIsCounted) {
  JudgeFixture judge;
  for (int i = 0; i < 5; ++i) judge(ExchangeBuilder("GET").gives(500));
  const auto& record = judge.record("judge.never-5xx");
  EXPECT_EQ(record.applied, 5U);
  EXPECT_EQ(record.violated, 5U);
  ASSERT_EQ(record.violations.size(), 1U);
  EXPECT_EQ(record.violations[0].exchange, 1U);
  EXPECT_EQ(record.violations[0].requirement, "H/never-5xx");
}

TEST(Judge, EvidenceIsBounded) {
  JudgeFixture judge;
  for (const int status : {500, 506, 508, 510, 511, 520, 521, 522}) {
    judge(ExchangeBuilder("GET").gives(status));
  }
  const auto& record = judge.record("judge.never-5xx");
  EXPECT_EQ(record.violated, 8U);
  EXPECT_EQ(record.violations.size(), 6U);
}

TEST(Judge, WhatAddressesNoStreamIsNotJudged) {
  Judge judge;
  Exchange exchange = ExchangeBuilder("GET").gives(500).exchange;
  exchange.stream.clear();
  EXPECT_TRUE(judge.observe(exchange).empty());
}

ExchangeBuilder close() {
  ExchangeBuilder shot = ExchangeBuilder("POST").gives(204, "0");
  shot.exchange.request.headers.add("Stream-Closed", "true");
  return shot;
}

TEST(Judge, WhatTheServerIsKnownToIgnoreIsJudgedAsIfItHadNotBeenAskedFor) {
  JudgeFixture strict;
  strict(put())(close())(post("a", "1"));
  EXPECT_EQ(strict.record("judge.closed-on-close").violated, 1U);
  EXPECT_EQ(strict.record("judge.closed-refuses-append").violated, 1U);
  JudgeFixture judge;
  judge.ignores({"close"})(put())(close())(post("a", "1"))(get("?offset=-1", "b", "1"));
  EXPECT_EQ(judge.record("judge.closed-on-close").applied, 0U);
  EXPECT_EQ(judge.record("judge.closed-refuses-append").applied, 0U);
  EXPECT_EQ(judge.record("judge.bytes-unchanged").violated, 1U);
}

/// A write, a read that shows other bytes, and a status that no read may have, all with this query.
void write_and_misread(JudgeFixture& bench, const std::string& query) {
  auto create = put();
  auto append = post("a", "1");
  for (auto* one : {&create, &append}) one->exchange.request.target += "?" + query;
  bench(create)(append)(get("?" + query + "&offset=-1", "b", "1"));
  bench(ExchangeBuilder("GET", "?offset=-1&" + query).gives(206, "1"));
}

TEST(Judge, TheQueryOfEveryStreamIsJudgedAsIfItWereNotThere) {
  JudgeFixture bench;
  write_and_misread(bench.set_common_query("token=x&y=z"), "token=x&y=z");
  EXPECT_EQ(bench.record("judge.bytes-unchanged").violated, 1U);
  EXPECT_EQ(bench.record("judge.read-status").violated, 1U);
}

TEST(Judge, OtherParametersMayMeanAnything) {
  for (const auto* query : {"token=y", "token=x&token=x", "Token=x", "token=x&more"}) {
    JudgeFixture bench;
    write_and_misread(bench.set_common_query("token=x"), query);
    EXPECT_EQ(bench.record("judge.bytes-unchanged").applied, 0U) << query;
    EXPECT_EQ(bench.record("judge.read-status").applied, 0U) << query;
  }
}

TEST(Judge, AValueThatIsNowhereGivesNoOccasionToJudgeIt) {
  JudgeFixture judge;
  judge(put())(post("a", "1"))(get("?offset=-1", "a", "1"));
  for (const char* rule : {"judge.up-to-date-value", "judge.closed-value", "judge.etag-syntax",
                           "judge.cursor-decimal"}) {
    EXPECT_EQ(judge.record(rule).applied, 0U) << rule;
  }
  judge(ExchangeBuilder("GET", "?offset=1&live=long-poll")
            .gives(204, "1")
            .says("Stream-Up-To-Date", "true"));
  EXPECT_EQ(judge.record("judge.up-to-date-value").applied, 0U);
}

TEST(Judge, RuleIdsAreUnique) {
  std::set<std::string> ids;
  for (const auto& rule : all_rules()) EXPECT_TRUE(ids.insert(rule.info.id).second) << rule.info.id;
}

TEST(Judge, AJournalShowsTheQueryOfItsTarget) {
  const auto journal = [](const std::vector<std::string>& targets) {
    std::vector<Exchange> exchanges = {put().exchange, post("a", "1").exchange,
                                       get("", "a", "1").exchange};
    for (std::size_t i = 0; i < exchanges.size(); ++i) exchanges[i].request.target += targets.at(i);
    return exchanges;
  };
  EXPECT_EQ(common_query_of(journal({"?token=x", "?token=x", "?token=x&offset=-1"})), "token=x");
  EXPECT_EQ(common_query_of(journal({"?a=1&b=2", "?b=2&a=1&c=3", "?a=1&b=2"})), "a=1&b=2");
  EXPECT_EQ(common_query_of(journal({"?token=x", "", "?token=x&offset=-1"})), "");
  EXPECT_EQ(common_query_of(journal({"", "", "?offset=-1"})), "");
  const std::vector reads = {get("?offset=-1", "a", "1").exchange};
  EXPECT_EQ(common_query_of(reads), "") << "an offset is no part of a target";
}

TEST(Judge, AJournalIsJudgedByItsTimes) {
  using namespace std::chrono_literals;
  std::vector<Exchange> journal = {put().exchange, post("a", "1").exchange,
                                   get("?offset=-1", "b", "1").exchange};
  Instant now;
  for (auto& exchange : journal) {
    exchange.sent = now += 1ms;
    exchange.done = now += 1ms;
  }
  const auto broken = [&] {
    Judge judge;
    judge_journal(judge, journal);
    for (const auto& record : judge.records()) {
      if (record.info.id == "judge.bytes-unchanged") return record.violated;
    }
    return std::uint64_t{0};
  };
  EXPECT_EQ(broken(), 1U);
  // Sent before the append was acknowledged, the read can have seen data of another append.
  journal[1].done = journal[2].done + 1ms;
  EXPECT_EQ(broken(), 0U);
}

}  // namespace
}  // namespace conform
