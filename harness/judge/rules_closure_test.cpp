#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

const std::string poll = "?offset=-1&live=long-poll";

Shot closed_put() {
  return put().with("Stream-Closed", "true").says("Stream-Closed", "true");
}

Shot refused(Shot shot) {
  return std::move(shot).lacks("Stream-Next-Offset").gives(409, "1").says("Stream-Closed", "true");
}

TEST(ClosureRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"closed-on-201", [](Bench& b) { b(put().with("Stream-Closed", "TRUE")); },
       [](Bench& b) { b(put().with("Stream-Closed", "yes")); }},
      {"closed-on-put-200",
       [](Bench& b) { b(closed_put())(Shot("PUT").with("Stream-Closed", "true").gives(200, "0")); },
       // Created open: the answer to PUT need not tell of its closure.
       [](Bench& b) {
         b(put())(close_only("0"))(Shot("PUT").with("Stream-Closed", "true").gives(200, "0"));
       }},
      {"closed-on-close", [](Bench& b) { b(put())(close_only("0").lacks("Stream-Closed")); },
       [](Bench& b) { b(put())(post("a", "1").with("Stream-Closed", "1")); }},
      {"closed-on-append", [](Bench& b) { b(put())(post("a", "1").with("Stream-Closed", "true")); },
       [](Bench& b) {
         b(put())(post("a", "1").producer("0", "0").gives(200));
         b(post("a", "1").producer("0", "0").with("Stream-Closed", "true"));
       }},
      {"closed-refuses-append", [](Bench& b) { b(put())(close_only("0"))(post("a", "1")); },
       [](Bench& b) {
         Shot rival = post("a", "1");
         b(put()).send(rival)(close_only("1")).end(rival)(refused(post("b", "")));
       }},
      {"closed-refuses-producer",
       [](Bench& b) { b(put())(close_only("0"))(post("a", "1").producer("0", "0").gives(200)); },
       [](Bench& b) {
         const Shot last = post("a", "1")
                               .producer("0", "0")
                               .with("Stream-Closed", "true")
                               .says("Stream-Closed", "true");
         Shot first = last;
         b(put())(std::move(first).gives(200))(last);
       }},
      {"closed-409-header",
       [](Bench& b) { b(put())(close_only("0"))(refused(post("a", "")).lacks("Stream-Closed")); },
       [](Bench& b) {
         b(put())(close_only("0"));
         b(refused(post("a", "", "text/html")).lacks("Stream-Closed"));
         b(refused(post("a", "").with("Stream-Seq", "a")).lacks("Stream-Closed"));
       }},
      {"closed-409-next-offset",
       [](Bench& b) { b(refused(post("a", "")).lacks("Stream-Next-Offset")); },
       [](Bench& b) {
         b(refused(post("a", "")).lacks("Stream-Next-Offset").lacks("Stream-Closed"));
       }},
      {"closed-on-head", [](Bench& b) { b(put())(close_only("0"))(head("0")); },
       [](Bench& b) {
         const Shot stored = head("0").lacks("Cache-Control");
         b(put())(stored)(close_only("0"))(stored);
       }},
      {"closed-at-tail", [](Bench& b) { b(put())(close_only("0"))(get("?offset=0", "", "0")); },
       [](Bench& b) {
         b(put())(post("ab", "2"))(get("?offset=2", "", "2"))(close_only("2"));
         b(get("?offset=2", "", "2"));  // a cache may have kept it
         b(get("?offset=-1", "a", "1").lacks("Stream-Up-To-Date"));
         b(remove_stream())(put())(get("?offset=-1&x=1", "", "0"));
       }},
      {"closed-on-long-poll-200",
       [](Bench& b) {
         b(put())(post("a", "1"))(close_only("1"))(long_poll(poll, 200, "1").shows("a"));
       },
       [](Bench& b) {
         Shot early = long_poll(poll, 200, "1").shows("a");
         b(put())(post("a", "1")).send(early)(close_only("1")).end(early);
       }},
      {"closed-on-long-poll-204",
       [](Bench& b) { b(put())(close_only("0"))(long_poll(poll, 204, "0")); },
       [](Bench& b) {
         Shot early = long_poll(poll, 204, "0");
         b(put()).send(early)(close_only("0")).end(early);
         b(long_poll(poll + "&x=1", 204, "0").says("Stream-Closed", "true"));
       }},
      {"closed-on-sse",
       [](Bench& b) {
         b(put())(close_only("0"));
         b(sse().event("control",
                       R"({"streamNextOffset":"0","streamCursor":"1","upToDate":true})"));
       },
       [](Bench& b) {
         b(put())(close_only("0"));
         b(sse().event("control", R"({"streamNextOffset":"0","streamClosed":true})"));
       }},
      {"never-closed-early",
       [](Bench& b) {
         b(put())(post("a", "1").with("Stream-Closed", "no").says("Stream-Closed", "true"));
       },
       [](Bench& b) {
         Shot closing = close_only("0");
         b(put()).send(closing)(head("0").says("Stream-Closed", "true")).end(closing);
       }},
  };
  expect_judged(closure_rules(), cases);
}

}  // namespace
}  // namespace conform
