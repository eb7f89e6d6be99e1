#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

const std::string control = R"({"streamNextOffset":"1","streamCursor":"7","upToDate":true})";
const std::string closing = R"({"streamNextOffset":"1","streamClosed":true})";

using namespace std::chrono_literals;

Shot with_control(std::string payload) {
  return sse().event("control", std::move(payload));
}

TEST(SseRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"sse-content-type",
       [](Bench& b) { b(sse().lacks("Content-Type").says("Content-Type", "text/plain")); },
       [](Bench& b) {
         b(sse().lacks("Content-Type").says("Content-Type", "text/event-stream; charset=utf-8"));
         b(Shot("GET", "?live=sse").gives(200));
       }},
      {"sse-control-json", [](Bench& b) { b(with_control("[1]")); },
       // Other events may be extensions.
       [](Bench& b) { b(with_control(control).event("ping", "[1]")); }},
      {"sse-control-names",
       [](Bench& b) { b(with_control(R"({"stream_next_offset":"1","streamCursor":"7"})")); },
       [](Bench& b) {
         b(with_control(R"({"streamNextOffset":"1","stream_next_offset":"1","streamCursor":"7"})"));
       }},
      {"sse-control-flags",
       [](Bench& b) {
         b(with_control(R"({"streamNextOffset":"1","streamCursor":"7","upToDate":"true"})"));
       },
       [](Bench& b) {
         b(with_control(R"({"streamNextOffset":"1","streamCursor":"7","upToDate":false})"));
       }},
      {"sse-next-offset",
       [](Bench& b) { b(with_control(R"({"streamNextOffset":1,"streamCursor":"7"})")); },
       [](Bench& b) { b(with_control(control)); }},
      {"sse-cursor", [](Bench& b) { b(with_control(R"({"streamNextOffset":"1"})")); },
       [](Bench& b) { b(with_control(closing)); }},
      {"sse-cursor-collision",
       [](Bench& b) { b(sse("?offset=-1&live=sse&cursor=7").event("control", control)); },
       [](Bench& b) {
         b(sse("?offset=-1&live=sse&cursor=6").event("control", control));
         b(sse("?offset=-1&live=sse&cursor=7").event("control", closing));
       }},
      {"sse-control-after-data",
       [](Bench& b) { b(sse().event("data", "a").event("data", "b").event("control", control)); },
       [](Bench& b) {
         b(sse()
               .event("data", "a")
               .event("control", control)
               .event("data", "b")
               .ends(Outcome::closed_by_us));
       }},
      {"sse-encoding-header",
       [](Bench& b) { b(put("application/octet-stream"))(sse().event("data", "AQID")); },
       [](Bench& b) {
         b(sse());  // the stream's type is not known here
         b(put("application/octet-stream"))(sse().says("stream-sse-data-encoding", "Base64"));
       }},
      {"sse-no-encoding-on-text",
       [](Bench& b) { b(put("text/csv"))(sse().says("stream-sse-data-encoding", "base64")); },
       [](Bench& b) { b(put("text/csv"))(sse()); }},
      {"sse-base64",
       [](Bench& b) { b(sse().says("stream-sse-data-encoding", "base64").event("data", "AQI")); },
       [](Bench& b) {
         b(sse()
               .says("stream-sse-data-encoding", "base64")
               .event("data", "AQID\nAQI=")
               .event("data", ""));
       }},
      {"sse-json-data",
       [](Bench& b) { b(put("application/json"))(sse().event("data", "[1,\n2,\n]")); },
       [](Bench& b) { b(put("application/json"))(sse().event("data", "[\n1,\n2\n]")); }},
      {"sse-closed-is-last", [](Bench& b) { b(with_control(closing).event("data", "late")); },
       [](Bench& b) { b(with_control(control).event("data", "a").event("control", closing)); }},
      {"sse-closed-disconnects",
       [](Bench& b) { b(with_control(closing).ends(Outcome::timed_out, 30s)); },
       // We may hang up as soon as we have seen enough.
       [](Bench& b) {
         b(with_control(closing).ends(Outcome::closed_by_us))(with_control(closing));
       }},
  };
  expect_judged(sse_rules(), cases);
}

}  // namespace
}  // namespace conform
