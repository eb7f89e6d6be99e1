#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

Shot append(std::string epoch, std::string seq, int status) {
  return Shot("POST")
      .type("text/plain")
      .body("a")
      .producer(std::move(epoch), std::move(seq))
      .gives(status, status == 200 ? "1" : "");
}

Shot accepted(const std::string& epoch, const std::string& seq, int status,
              const std::string& highest) {
  return append(epoch, seq, status).says("Producer-Epoch", epoch).says("Producer-Seq", highest);
}

TEST(ProducerRules, SpeakAndKeepSilent) {
  const std::vector<RuleCase> cases = {
      {"producer-epoch-on-200",
       [](Bench& b) { b(append("1", "0", 200).says("Producer-Epoch", "0")); },
       [](Bench& b) { b(accepted("1", "0", 200, "0"))(append("1", "01", 200)); }},
      {"producer-epoch-on-204", [](Bench& b) { b(append("0", "0", 204)); },
       // A close without data may pass over the producer headers.
       [](Bench& b) { b(close_only("0").producer("0", "0")); }},
      {"producer-seq-on-200", [](Bench& b) { b(accepted("0", "3", 200, "2")); },
       // Another request of the pipeline was accepted meanwhile.
       [](Bench& b) { b(accepted("0", "3", 200, "5")); }},
      {"producer-seq-on-204", [](Bench& b) { b(accepted("0", "3", 204, "x")); },
       [](Bench& b) { b(accepted("0", "3", 204, "7")); }},
      {"producer-seq-monotonic",
       [](Bench& b) {
         b(put())(accepted("0", "0", 200, "0"))(accepted("0", "1", 200, "1"));
         b(accepted("0", "0", 204, "0"));
       },
       [](Bench& b) {
         Shot early = accepted("0", "0", 204, "0");
         b(put())(accepted("0", "0", 200, "0")).send(early);
         b(accepted("0", "1", 200, "1")).end(early);  // it was answered before, came in after
         b(accepted("1", "0", 200, "0"));
       }},
      {"stale-epoch-header",
       [](Bench& b) { b(put())(accepted("2", "0", 200, "0"))(append("1", "0", 403)); },
       // An access rule may say 403 too.
       [](Bench& b) {
         b(put())(append("0", "0", 403))(append("1", "0", 403).says("Producer-Epoch", "2"));
       }},
      {"gap-expected-seq",
       [](Bench& b) { b(put())(accepted("0", "0", 200, "0"))(append("0", "5", 409)); },
       [](Bench& b) {
         b(put())(append("0", "5", 409).with("Stream-Seq", "a"));
         b(append("0", "5", 409)
               .says("Producer-Expected-Seq", "0")
               .says("Producer-Received-Seq", "5"));
         b(close_only("0"))(append("0", "5", 409));
       }},
      {"gap-received-seq",
       [](Bench& b) { b(append("0", "5", 409).says("Producer-Expected-Seq", "1")); },
       [](Bench& b) {
         Shot rival = append("0", "1", 200);
         b(put()).send(rival)(append("0", "5", 409)).end(rival);
       }},
  };
  expect_judged(producer_rules(), cases);
}

}  // namespace
}  // namespace conform
