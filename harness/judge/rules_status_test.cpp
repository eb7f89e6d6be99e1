#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

TEST(StatusRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"allow-on-405", [](Bench& b) { b(post("a", "1").gives(405)); },
       [](Bench& b) { b(post("a", "1").gives(405).says("Allow", "GET")); }},
      {"put-status", [](Bench& b) { b(Shot("PUT").gives(204)); },
       [](Bench& b) { b(Shot("PUT").gives(429)); }},
      {"append-status", [](Bench& b) { b(post("a", "1").gives(200)); },
       [](Bench& b) { b(post("a", "1").gives(204))(post("a", "1").gives(413)); }},
      {"close-status", [](Bench& b) { b(close_only("1").gives(200)); },
       [](Bench& b) { b(close_only("1"))(close_only("1").gives(405)); }},
      {"producer-status", [](Bench& b) { b(post("a", "1").producer("0", "0").gives(201)); },
       [](Bench& b) {
         b(post("a", "1").producer("0", "0").gives(200));
         b(post("a", "1").producer("0", "0").gives(204));
       }},
      {"delete-status", [](Bench& b) { b(remove_stream().gives(200)); },
       [](Bench& b) { b(remove_stream().gives(404))(remove_stream().gives(501)); }},
      {"head-status", [](Bench& b) { b(head("0").gives(204)); },
       [](Bench& b) { b(head("0").gives(410)); }},
      {"read-status", [](Bench& b) { b(Shot("GET", "?offset=0").gives(204)); },
       [](Bench& b) { b(Shot("GET", "?offset=0").with("Range", "bytes=0-1").gives(206)); }},
      {"long-poll-status", [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 202, "0")); },
       [](Bench& b) { b(long_poll("?offset=0&live=long-poll", 204, "0")); }},
      {"never-5xx", [](Bench& b) { b(Shot("PUT").type("application/json").body("{").gives(500)); },
       [](Bench& b) {
         b(Shot("DELETE").gives(501))(Shot("GET").gives(503))(Shot("FETCH").gives(500));
       }},
      {"not-modified-when-asked", [](Bench& b) { b(Shot("GET").gives(304)); },
       [](Bench& b) { b(Shot("GET").with("If-None-Match", "\"a\"").gives(304)); }},
  };
  expect_judged(status_rules(), cases);
}

}  // namespace
}  // namespace conform
