#include "harness/scenario/describe.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/word_wrap.hpp"

namespace conform {
namespace {

constexpr std::string_view requirements = R"(
[[requirement]]
id    = "5.2/seq-lexicographic"
level = "must"
binds = "server"
text  = "Stream-Seq values are compared byte by byte, so that \"10\" is less than \"2\"."
)";

Catalogue load_suite(const std::string& steps) {
  const std::vector<SuiteFolder> folders{
      {"suites/t", {{"requirements.toml", std::string(requirements)}, {"a.toml", R"([suite]
id    = "append"
title = "Appending"
needs = ["append", "stream-seq"]
[[scenario]]
id     = "append.seq-compares-bytes"
title  = "Stream-Seq compares as bytes, not as a number"
why    = "Many servers parse the value."
proves = ["5.2/seq-lexicographic"]
ruling = "R3"
)" + steps}}}};
  auto catalogue = load(folders);
  if (catalogue) return *std::move(catalogue);
  for (const LoadError& error : catalogue.error()) ADD_FAILURE() << to_string(error);
  return {};
}

std::string description(const std::string& steps) {
  const Catalogue catalogue = load_suite(steps);
  if (catalogue.suites.empty()) return {};
  return describe(catalogue.suites[0].scenarios[0], catalogue.requirements);
}

/// Only the steps, which follow the first blank line after the title.
std::string described_steps(const std::string& steps) {
  const std::string text = description(steps);
  return text.substr(text.find("\n\n", text.find("\n\n") + 2) + 2);
}

TEST(Describe, TellsWhatAScenarioIsAboutAndWhatHappens) {
  EXPECT_EQ(description(R"(
cases = [ { case = "ten", seq = "10" } ]
[[scenario.step]]
send = "PUT {s}"
type = "text/plain"
[[scenario.step]]
send   = "POST {s}"
header = { Stream-Seq = "2" }
body   = "first"
save   = { tail = "header Stream-Next-Offset" }
[[scenario.step]]
send   = "POST {s}"
type   = "text/plain"
header = { Stream-Seq = "{seq}" }
body   = "second"
expect = { status = 409 }
[[scenario.step]]
read   = "{s}"
expect = { body = "first", tail = "{tail}" }
)"),
            R"(append.seq-compares-bytes[ten] (must)
  Stream-Seq compares as bytes, not as a number: ten

  why      Many servers parse the value.
  proves   5.2/seq-lexicographic (must): Stream-Seq values are compared byte by
           byte, so that "10" is less than "2".
  ruling   R3
  needs    append, stream-seq, read
  case     seq = "10"
  place    suites/t/a.toml:5

   1. PUT {s} as text/plain → any 2xx
   2. POST {s} with Stream-Seq: 2, body "first" → any 2xx; keep tail = header
      Stream-Next-Offset
   3. POST {s} as text/plain with Stream-Seq: {seq}, body "second" → 409
   4. read {s} → body "first", tail {tail}   ◄ under test
)");
}

TEST(Describe, HasWordsForEveryStep) {
  EXPECT_EQ(described_steps(R"(
[[scenario.step]]
open  = "GET {s}?live=sse"
as    = "reader"
query = { offset = "now" }
until = { event = "control", json_includes = { upToDate = true } }
[[scenario.step]]
send     = "POST {s}"
concurrently = 8
as       = "sent"
body     = "writer {n}"
chunked  = true
connection = "new"
proves   = ["5.2/seq-lexicographic"]
expect   = { status_counts = { 204 = 1, 409 = 7 }, distinct = ["Stream-Next-Offset"] }
[[scenario.step]]
send  = "POST {s}"
times = 3
json  = { url = "{hook}" }
save  = { a = "status", b = "body", c = "json /c", d = "event control /d" }
[[scenario.step]]
send = "POST {s}"
body = { hex = "000102030405060708090a0b0c0d" }
[[scenario.step]]
send = "POST {s}"
body = { repeat = "ab", times = 512 }
[[scenario.step]]
send = "POST {s}"
body = { random = 4096, seed = 1 }
[[scenario.step]]
wait = { until = "1.2s", after = "sent", no_later_than = "1.8s" }
[[scenario.step]]
await  = "reader"
within = "5s"
expect = { response_ends = false, events = [ { event = "data", data = "hello" }, { event = "control", json = { a = 1 }, json_excludes = ["b"] } ] }
[[scenario.step]]
hang_up = "reader"
[[scenario.step]]
receive   = "hook"
signed_by = "{root}/keys"
answer    = { status = 503, json = { done = true } }
[[scenario.step]]
raw    = "GET / HTTP/1.1\r\n\r\n"
expect = { status = ["4xx", 501], header = { A = true, B = false, C = "c", D = ["e", "f"], G = { contains = "h", media_type = "i/j" } } }
[[scenario.step]]
raw        = "POST {path} HTTP/1.1\r\n\r\n{body}"
after_answers = 1
body       = "GET"
pad_to     = 64
pieces     = 7
then       = "end"
any_answer = true
[[scenario.step]]
check  = { "{a}" = { greater_than = "{b}{c}{d}" } }
)"),
            R"(   1. open GET {s}?live=sse&offset=now, until event control with
      {"upToDate":true}, called reader → any 2xx
   2. 8 at once: POST {s} with body "writer {n}", chunked encoding, a connection
      of its own, called sent → 1 × 204, 7 × 409, Stream-Next-Offset different
      in each; proves 5.2/seq-lexicographic   ◄ under test
   3. 3 times: POST {s} as application/json with body JSON {"url":"{hook}"} →
      any 2xx; keep a = the status; keep b = the body; keep c = JSON /c; keep d
      = event control /d
   4. POST {s} with body 14 bytes (000102030405060708090a0b…) → any 2xx
   5. POST {s} with body "ab" × 512 → any 2xx
   6. POST {s} with body 4096 random bytes (seed 1) → any 2xx
   7. wait until 1.2s after sent, for an answer before 1.8s
   8. await reader within 5s → event data "hello", event control {"a":1} without
      b, still open
   9. hang up reader
  10. receive hook, signed by {root}/keys, answer 503 and body JSON
      {"done":true}
  11. raw bytes "GET / HTTP/1.1\r\n\r\n" → 4xx or 501, A present, B absent, C =
      c, D = e or f, G containing h, G of media type i/j
  12. raw bytes "POST {path} HTTP/1.1\r\n\r\n{body}" with body "GET" filled up
      to 64 bytes, 7 at a time, then end, answer 2 → anything
  13. check → {a} greater (as bytes) than {b}{c}{d}   ◄ under test
)");
}

TEST(Describe, FitsEightyColumns) {
  std::istringstream lines(description(R"(
[[scenario.step]]
send   = "POST {s}"
header = { Content-Language = "a longer value", Cache-Control = "no-cache, no-store, and more" }
body   = "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää"
expect = { status = 200, body = { contains = "xxxxxxxxxxxxxxxxx", not_contains = "y" } }
)"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 80U) << line;
}

TEST(WordWrap, BreaksAtSpacesAndKeepsLongWords) {
  EXPECT_EQ(word_wrap("one two three", "1. ", 10), "1. one two\n   three\n");
  EXPECT_EQ(word_wrap("averyverylongword and", "", 10), "averyverylongword\nand\n");
  EXPECT_EQ(word_wrap("a  b", "", 10), "a  b\n");
  EXPECT_EQ(word_wrap("", "- ", 10), "- \n");
}

}  // namespace
}  // namespace conform
