#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

Shot get_json(std::string body) {
  return get("?offset=-1", std::move(body), "1", "application/json");
}

TEST(BodyRules, SpeakAndKeepSilent) {
  const std::string deep =
      std::string(max_json_depth + 1, '[') + std::string(max_json_depth + 1, ']');
  const std::vector<RuleCase> cases = {
      {"json-read-is-array", [](Bench& b) { b(get_json(R"({"a":1},{"a":2})")); },
       [&](Bench& b) {
         b(get_json(" [1, 2]\n"))(get_json(deep));
         b(get_json("[1,").ends(Outcome::cut_short));
         b(get_json("\x1f\x8b").says("Content-Encoding", "gzip"));
       }},
      {"json-empty-range", [](Bench& b) { b(get_json("")); },
       [](Bench& b) { b(get_json("[]"))(get("", "", "0")); }},
      {"now-empty-body", [](Bench& b) { b(get("?offset=now", "old", "3")); },
       [](Bench& b) { b(get("?offset=0", "old", "3"))(get("?offset=now", "", "3")); }},
      {"now-empty-array", [](Bench& b) { b(get("?offset=now", "[1]", "3", "application/json")); },
       [](Bench& b) { b(get("?offset=now", "[ ]", "3", "application/json")); }},
      {"head-no-body", [](Bench& b) { b(head("0").shows("x")); }, [](Bench& b) { b(head("0")); }},
      {"no-content-no-body", [](Bench& b) { b(remove_stream().shows("deleted")); },
       [](Bench& b) { b(remove_stream()); }},
      {"not-modified-no-body",
       [](Bench& b) { b(Shot("GET").with("If-None-Match", "\"a\"").gives(304).shows("a")); },
       [](Bench& b) { b(Shot("GET").with("If-None-Match", "\"a\"").gives(304)); }},
  };
  expect_judged(body_rules(), cases);
}

}  // namespace
}  // namespace conform
