#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

TEST(OffsetRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"offset-characters", [](Bench& b) { b(put("text/plain", "0,1")); },
       // What a client made up and gets back was not handed out.
       [](Bench& b) { b(get("?offset=a%2Fb", "", "a/b"))(put("text/plain", "0_1;~")); }},
      {"offset-not-reserved", [](Bench& b) { b(get("?offset=-1", "", "-1")); },
       [](Bench& b) { b(put("text/plain", "--1"))(put("text/plain", "now-")); }},
      {"offset-short", [](Bench& b) { b(put("text/plain", std::string(256, '0'))); },
       [](Bench& b) { b(put("text/plain", std::string(255, '0'))); }},
      {"offset-url-safe", [](Bench& b) { b(put("text/plain", "0 1")); },
       [](Bench& b) { b(put("text/plain", "0.1-_~!$")); }},
      {"offset-unique",
       [](Bench& b) { b(put())(post("ab", "2"))(post("c", "3"))(get("?offset=2", "c", "2")); },
       [](Bench& b) {
         b(put())(post("ab", "2"))(post("c", "3"));
         b(get("?offset=-1", "ab", "2").lacks("Stream-Up-To-Date"))(get("?offset=2", "c", "3"));
         b(get("?offset=zzz", "", "2"));  // never handed out: nothing is known of its place
         // A second offset for one place is no second place for one offset.
         b(get("?offset=3", "", "3b"));
       }},
      {"offset-sortable",
       [](Bench& b) {
         b(put())(post("ab", "9"))(get("?offset=-1", "a", "99").lacks("Stream-Up-To-Date"));
       },
       [](Bench& b) {
         b(put())(post("ab", "9"))(get("?offset=-1", "a", "5").lacks("Stream-Up-To-Date"));
       }},
      {"offset-increases", [](Bench& b) { b(put())(post("a", "9"))(post("b", "10")); },
       [](Bench& b) {
         Shot slow = post("a", "09");
         b(put()).send(slow)(post("b", "10")).end(slow);
         b(post("a", "11").producer("0", "0").gives(200));
         b(post("a", "11").producer("0", "0"));  // the same again
         b(remove_stream())(put())(post("a", "05"));
       }},
      {"head-tail-current", [](Bench& b) { b(put())(post("a", "1"))(head("0")); },
       [](Bench& b) {
         const Shot stored = head("0").lacks("Cache-Control");
         b(put())(stored)(post("a", "1"))(stored);  // a cache may have kept it
       }},
      {"now-tail-current", [](Bench& b) { b(put())(post("a", "1"))(get("?offset=now", "", "0")); },
       [](Bench& b) {
         Shot early = get("?offset=now&x=2", "", "0");
         b(put())(get("?offset=now", "", "0")).send(early);
         b(post("a", "1")).end(early)(get("?offset=now", "", "0"));
       }},
      {"close-keeps-tail", [](Bench& b) { b(put())(post("a", "1"))(close_only("2")); },
       [](Bench& b) {
         Shot rival = post("b", "2");
         b(put())(post("a", "1")).send(rival)(close_only("2")).end(rival);
       }},
  };
  expect_judged(offset_rules(), cases);
}

}  // namespace
}  // namespace conform
