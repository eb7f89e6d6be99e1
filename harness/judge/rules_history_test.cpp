#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

const std::string json = "application/json";

Shot fork(std::string type = "text/plain") {
  return put(std::move(type), "1").with("Stream-Forked-From", "/source");
}

Shot part(std::string query, std::string text, std::string next) {
  return get(std::move(query), std::move(text), std::move(next)).lacks("Stream-Up-To-Date");
}

Shot lost(Shot shot) {
  return std::move(shot).gives(0).ends(Outcome::timed_out);
}

TEST(HistoryRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"type-fixed", [](Bench& b) { b(put("text/plain"))(get("", "", "0", "text/html")); },
       [](Bench& b) {
         b(put("text/plain"))(get("", "", "0", "TEXT/plain; charset=utf-8"));
         b(remove_stream())(put("text/html"))(get("?x=1", "", "0", "text/html"));
       }},
      {"created-once", [](Bench& b) { b(put())(put()); },
       [](Bench& b) {
         b(put())(remove_stream())(put())(remove_stream());
         b(put().with("Stream-TTL", "1"))(put());
         b(lost(remove_stream()))(put());
       }},
      {"bytes-unchanged",
       [](Bench& b) { b(put())(post("abc", "3"))(get("?offset=-1", "aXc", "3")); },
       [](Bench& b) {
         Shot first = post("a", "1");
         Shot second = post("b", "2");
         b(put()).send(first).send(second).end(first).end(second);  // either may come first
         b(get("?offset=-1", "ba", "2"))(get("?offset=-1&x=1", "b", "1"));
         b(lost(post("c", "")))(post("d", "4"))(get("?offset=2", "cd", "4"));
         b(remove_stream())(put())(post("xy", "2"))(get("?offset=-1&x=2", "xy", "2"));
       }},
      {"messages-equal",
       [](Bench& b) {
         b(put(json))(post("9007199254740993", "1", json));
         b(get("?offset=-1", "[9007199254740992]", "1", json));
       },
       [](Bench& b) {
         b(put(json))(post(R"([{"a":1,"b":[2.0]}, [3]])", "2", json));
         b(get("?offset=-1", R"([{"b":[2],"a":1e0},[3]])", "2", json));
       }},
      {"bytes-immutable",
       [](Bench& b) { b(fork())(get("?offset=-1", "ab", "2"))(get("?offset=-1&x=1", "xb", "2")); },
       [](Bench& b) {
         b(fork())(get("?offset=-1", "ab", "2"))(post("c", "3"))(get("?offset=-1", "abc", "3"));
       }},
      {"messages-immutable",
       [](Bench& b) {
         b(fork(json))(get("?offset=-1", "[1,2]", "2", json))(
             get("?offset=-1&x=1", "[2]", "2", json));
       },
       // At an offset that may be invented a fork's reads may show anything.
       [](Bench& b) {
         b(fork(json).with("Stream-Fork-Offset", "zz"));
         b(get("?offset=-1", "[1,2]", "2", json))(get("?offset=-1&x=1", "[2]", "2", json));
       }},
      {"sse-content",
       [](Bench& b) {
         b(put())(post(" a", "2"));
         b(sse().event("data", "a").event("control", R"({"streamNextOffset":"2"})"));
       },
       [](Bench& b) {
         b(put())(post("a\r\nb", "4"));
         b(sse().event("data", "a\nb").event("control", R"({"streamNextOffset":"4"})"));
         b(remove_stream())(put(json))(post("[[1,2],3]", "2", json));
         b(sse("?live=sse&offset=-1&x=1")
               .event("data", "[[1,2],3]")
               .event("control", R"({"streamNextOffset":"2"})"));
         b(sse("?live=sse&offset=-1&x=2")
               .event("data", "[1,2]")
               .event("control", R"({"streamNextOffset":"1"})")
               .event("data", "3")
               .event("control", R"({"streamNextOffset":"2"})"));
       }},
      {"nothing-extra",
       [](Bench& b) {
         b(put())(post("a", "1").producer("0", "0").gives(200));
         b(post("a", "2").producer("0", "0"))(get("?offset=-1", "aa", "2"));
       },
       [](Bench& b) {
         Shot under_way = post("b", "2");
         b(put())(post("a", "1")).send(under_way)(get("?offset=-1", "ab", "2")).end(under_way);
         b(lost(post("c", "")))(get("?offset=2", "c", "3"));
       }},
      {"read-your-writes", [](Bench& b) { b(put())(post("a", "1"))(get("?offset=-1", "", "0")); },
       [](Bench& b) {
         Shot early = get("?offset=-1&x=1", "", "0");
         b(put())(get("?offset=-1", "", "0")).send(early);
         b(post("a", "1")).end(early);
         b(get("?offset=-1", "", "0"));  // a cache may have kept it
         b(part("?offset=-1&x=2", "a", "1"));
       }},
      {"up-to-date-at-tail", [](Bench& b) { b(put())(post("a", "1"))(part("", "a", "1")); },
       [](Bench& b) {
         Shot rival = post("b", "2");
         b(put())(post("a", "1")).send(rival)(part("", "a", "1")).end(rival);
         b(part("?offset=-1", "a", "1"));
       }},
      {"up-to-date-on-200",
       [](Bench& b) {
         b(put())(post("a", "1"));
         b(long_poll("?offset=-1&live=long-poll", 200, "1").shows("a").lacks("Stream-Up-To-Date"));
       },
       [](Bench& b) {
         b(put())(post("ab", "1"));
         b(long_poll("?offset=-1&live=long-poll", 200, "0x").shows("a").lacks("Stream-Up-To-Date"));
       }},
      {"etag-names-content",
       [](Bench& b) {
         b(put())(get("", "", "0").lacks("ETag").says("ETag", "\"1\""))(post("a", "1"));
         b(get("", "a", "1").lacks("ETag").says("ETag", "\"1\""));
       },
       [](Bench& b) {
         b(put())(get("", "", "0").lacks("ETag").says("ETag", "\"1\""))(post("a", "1"));
         b(get("?offset=-1", "a", "1").lacks("ETag").says("ETag", "\"1\""));
       }},
      {"etag-names-closure",
       [](Bench& b) {
         b(put())(get("", "", "0"))(close_only("0"))(
             get("", "", "0").says("Stream-Closed", "true"));
       },
       [](Bench& b) {
         b(put())(get("", "", "0"))(close_only("0"))(get("", "", "0"));  // kept by a cache
       }},
  };
  expect_judged(history_rules(), cases);
}

TEST(HistoryRules, OfUnannouncedWritesNothingIsConcluded) {
  Bench bench;
  bench(put())(post("a", "1")).end(post("b", "2"));
  bench(get("?offset=-1", "zzz", "3"));
  EXPECT_EQ(bench.record("judge.bytes-unchanged").applied, 0U);
}

TEST(HistoryRules, WhatWasReadWhileAllWasQuietIsKnown) {
  Bench bench;
  Shot first = post("a", "1");
  Shot second = post("b", "2");
  bench(put()).send(first).send(second).end(first).end(second);
  bench(get("?offset=-1", "ba", "2"))(get("?offset=-1&x=1", "ab", "2"));
  EXPECT_EQ(bench.record("judge.bytes-unchanged").violated, 1U);
}

TEST(HistoryRules, WhatMayHaveBeenWrittenUnseenIsInDoubt) {
  const auto applied_after = [](const Shot& unseen) {
    Bench bench;
    bench(put())(post("a", "1"))(unseen)(get("?offset=-1", "z", "1"));
    return bench.record("judge.bytes-unchanged").applied;
  };
  EXPECT_EQ(applied_after(head("1")), 1U);
  EXPECT_EQ(applied_after(Shot("RAW").body("POST /s HTTP/1.1")), 0U);
  EXPECT_EQ(applied_after(Shot("POST", "", "/s/")), 0U);
  EXPECT_EQ(applied_after(Shot("POST", "", "/x/%2e%2e/s")), 0U);
  EXPECT_EQ(applied_after(Shot("POST", "", "/x").body(R"({"path":"/s","before":"2"})")), 0U);
  EXPECT_EQ(applied_after(Shot("PUT", "", "/__ds/subscriptions/x").body(R"({"wake_stream":"s"})")),
            0U);
}

TEST(HistoryRules, OneWrongPieceIsHeldAgainstTheServerOnce) {
  Bench bench;
  bench(put())(post(" a", "2"));
  bench(sse()
            .event("data", "a")
            .event("control", R"({"streamNextOffset":"2","streamCursor":"1","upToDate":true})"));
  EXPECT_EQ(bench.record("judge.sse-content").violated, 1U);
  EXPECT_EQ(bench.record("judge.offset-unique").violated, 0U);
  EXPECT_EQ(bench.record("judge.read-your-writes").violated, 0U);
}

TEST(HistoryRules, ACharacterCutBetweenEventsIsNotHeldAgainstTheServer) {
  Bench bench;
  bench(put())(post("caf\xC3", "4"))(post("\xA9", "5"));
  bench(get("?offset=-1", "caf\xC3\xA9", "5"));
  bench(sse()
            .event("data", "caf\xEF\xBF\xBD")
            .event("control", R"({"streamNextOffset":"4","streamCursor":"1"})")
            .event("data", "\xEF\xBF\xBD")
            .event("control", R"({"streamNextOffset":"5","streamCursor":"1","upToDate":true})"));
  EXPECT_EQ(bench.record("judge.sse-content").violated, 0U);
}

TEST(HistoryRules, AWakeStreamMayBeCreatedAfterItsSubscription) {
  Bench bench;
  bench(Shot("PUT", "", "/__ds/subscriptions/x").body(R"({"wake_stream":"s"})"));
  bench(put())(get("?offset=-1", "{}", "1"));
  EXPECT_EQ(bench.record("judge.nothing-extra").applied, 0U);
}

TEST(HistoryRules, AnArrayInThePutIsNotPresumedToBeFlattened) {
  Bench bench;
  bench(put(json, "1").body("[1,2]"))(get("?offset=-1", "[[1,2]]", "1", json));
  EXPECT_EQ(bench.record("judge.messages-equal").violated, 0U);
  EXPECT_EQ(bench.record("judge.nothing-extra").violated, 0U);
}

}  // namespace
}  // namespace conform
