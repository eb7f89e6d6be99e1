#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

const std::string next = "Stream-Next-Offset";

Shot from_producer(int status) {
  return Shot("POST").type("text/plain").body("a").producer("0", "0").gives(status, "1");
}

TEST(HeaderRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"next-offset-on-201", [](Bench& b) { b(put().lacks(next)); }, [](Bench& b) { b(put()); }},
      {"next-offset-on-put-200", [](Bench& b) { b(Shot("PUT").gives(200)); },
       [](Bench& b) { b(Shot("PUT").gives(409)); }},
      {"next-offset-on-append", [](Bench& b) { b(post("a", "1").lacks(next)); },
       [](Bench& b) { b(post("a", "").gives(404)); }},
      {"next-offset-on-close", [](Bench& b) { b(close_only("1").lacks(next)); },
       [](Bench& b) { b(close_only("1")); }},
      {"next-offset-on-producer-append", [](Bench& b) { b(from_producer(200).lacks(next)); },
       [](Bench& b) { b(from_producer(204).lacks(next)); }},
      {"next-offset-on-head", [](Bench& b) { b(head("")); },
       [](Bench& b) { b(Shot("HEAD").gives(404)); }},
      {"next-offset-on-read", [](Bench& b) { b(get("", "a", "").lacks(next)); },
       [](Bench& b) { b(Shot("GET").gives(410)); }},
      {"next-offset-on-now", [](Bench& b) { b(get("?offset=now", "", "").lacks(next)); },
       [](Bench& b) { b(get("?offset=now", "", "1")); }},
      {"next-offset-on-long-poll-200",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 200, "")); },
       // Without the offset that a long-poll needs, an answer of 200 is no long-poll's.
       [](Bench& b) { b(long_poll("?live=long-poll", 200, "")); }},
      {"next-offset-on-long-poll-204",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "")); },
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "0")); }},
      {"type-on-201",
       [](Bench& b) { b(put("text/plain").lacks("Content-Type").says("Content-Type", "a/b")); },
       [](Bench& b) {
         b(put("text").lacks("Content-Type").says("Content-Type", "application/octet-stream"));
         b(put("Text/Plain; charset=utf-8")
               .lacks("Content-Type")
               .says("Content-Type", "text/plain"));
       }},
      {"type-on-put-200", [](Bench& b) { b(Shot("PUT").gives(200, "0")); },
       [](Bench& b) { b(Shot("PUT").gives(200, "0").says("Content-Type", "a/b")); }},
      {"type-on-head", [](Bench& b) { b(head("0").lacks("Content-Type")); },
       [](Bench& b) { b(head("0")); }},
      {"type-on-read", [](Bench& b) { b(get("", "a", "1").lacks("Content-Type")); },
       [](Bench& b) { b(Shot("GET").gives(304)); }},
      {"location-on-201", [](Bench& b) { b(put().lacks("Location").says("Location", "/other")); },
       [](Bench& b) { b(put().lacks("Location").says("Location", "https://public.example/%73")); }},
      {"closed-value", [](Bench& b) { b(head("0").says("Stream-Closed", "1")); },
       [](Bench& b) {
         b(head("0").says("Stream-Closed", "TRUE"))(head("0").says("Stream-Closed", "false"));
       }},
      {"up-to-date-value",
       [](Bench& b) {
         b(get("", "a", "1").lacks("Stream-Up-To-Date").says("Stream-Up-To-Date", "yes"));
       },
       [](Bench& b) { b(get("", "a", "1").lacks("Stream-Up-To-Date")); }},
      {"up-to-date-on-204",
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll", 204, "0").lacks("Stream-Up-To-Date"));
       },
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll", 200, "0").lacks("Stream-Up-To-Date"));
       }},
      {"now-up-to-date",
       [](Bench& b) { b(get("?offset=now", "", "0").lacks("Stream-Up-To-Date")); },
       [](Bench& b) { b(get("?offset=0", "", "0").lacks("Stream-Up-To-Date")); }},
      {"cursor-on-long-poll-200",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 200, "1").lacks("Stream-Cursor")); },
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll", 200, "1")
               .lacks("Stream-Cursor")
               .says("Stream-Closed", "true"));
       }},
      {"cursor-on-long-poll-204",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "1").lacks("Stream-Cursor")); },
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll", 204, "1")
               .lacks("Stream-Cursor")
               .says("Stream-Closed", "true"));
       }},
      {"cursor-collision",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll&cursor=1000", 204, "0")); },
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll&cursor=999", 204, "0"));
         b(long_poll("?offset=0&live=long-poll&cursor=abc", 204, "0"));
         b(long_poll("?offset=0&live=long-poll&cursor=99999999999999999999", 204, "0"));
       }},
      {"cursor-decimal",
       [](Bench& b) {
         b(long_poll("?offset=0&live=long-poll", 204, "0")
               .lacks("Stream-Cursor")
               .says("Stream-Cursor", "abc"));
       },
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "0")); }},
      {"etag-on-read", [](Bench& b) { b(get("", "a", "1").lacks("ETag")); },
       [](Bench& b) { b(get("?offset=now", "", "1").lacks("ETag")); }},
      {"etag-on-long-poll",
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 200, "1").lacks("ETag")); },
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "1").lacks("ETag")); }},
      {"etag-syntax", [](Bench& b) { b(get("", "a", "1").lacks("ETag").says("ETag", "a:0:1")); },
       [](Bench& b) { b(get("", "a", "1").lacks("ETag").says("ETag", "W/\"s:-1:0_1:c\"")); }},
      {"cache-control-on-read", [](Bench& b) { b(get("", "a", "1").lacks("Cache-Control")); },
       [](Bench& b) { b(get("", "a", "1")); }},
      {"head-not-cacheable",
       [](Bench& b) { b(head("0").lacks("Cache-Control").says("Cache-Control", "max-age=60")); },
       [](Bench& b) {
         b(head("0")
               .lacks("Cache-Control")
               .says("Cache-Control", "private, max-age=0, must-revalidate"));
       }},
      {"now-no-store", [](Bench& b) { b(get("?offset=now", "", "0")); },
       [](Bench& b) { b(get("?offset=now", "", "0").says("Cache-Control", "No-Store")); }},
      {"nosniff", [](Bench& b) { b(Shot("GET").gives(404).lacks("X-Content-Type-Options")); },
       [](Bench& b) {
         b(Shot("GET", "", "/s/__ds/jwks").gives(200).lacks("X-Content-Type-Options"));
       }},
      {"resource-policy",
       [](Bench& b) {
         b(head("0")
               .lacks("Cross-Origin-Resource-Policy")
               .says("Cross-Origin-Resource-Policy", "any"));
       },
       [](Bench& b) {
         b(head("0")
               .lacks("Cross-Origin-Resource-Policy")
               .says("Cross-Origin-Resource-Policy", "same-site"));
       }},
  };
  expect_judged(header_rules(), cases);
}

TEST(HeaderRules, HeadsThatDidNotComeWholeAreNotJudged) {
  Bench bench;
  bench(Shot("GET").ends(Outcome::no_connection))(Shot("GET").gives(200).ends(Outcome::too_large));
  EXPECT_EQ(bench.record("judge.nosniff").applied, 0U);
}

TEST(HeaderRules, ALiveReadThatWeHungUpHasItsHead) {
  Bench bench;
  bench(sse().lacks("X-Content-Type-Options").ends(Outcome::closed_by_us));
  EXPECT_EQ(bench.record("judge.nosniff").violated, 1U);
}

}  // namespace
}  // namespace conform
