#include "reports/text/transcript.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

Exchange answered() {
  Exchange out;
  out.number = 7;
  out.label = "reader";
  out.request = {"POST", "http://h/s", {{"Host", "h"}, {"X-Tenant-Key", "k3y1234"}}, "{\"a\":1}"};
  out.response = {404, {{"Server", "x"}, {"Content-Type", "text/plain"}}, "unknown key k3y1234"};
  out.outcome = Outcome::complete;
  out.sent = Instant(milliseconds(100));
  out.first_byte = out.done = Instant(milliseconds(131));
  return out;
}

std::vector<std::string> read(const Exchange& exchange) {
  Secrets secrets;
  secrets.learn_header("X-Tenant-Key", "");
  secrets.learn(exchange);
  return transcript(exchange, Instant(milliseconds(90)), secrets);
}

TEST(Transcript, ReadsLikeAConversation) {
  EXPECT_THAT(read(answered()),
              ElementsAre("#7, +10 ms, \"reader\"", "> POST http://h/s", "> Host: h",
                          "> X-Tenant-Key: «hidden»", "> '{\"a\":1}' (7 bytes)",
                          "< 404 Not Found (31 ms)", "< Server: x", "< Content-Type: text/plain",
                          "< \"unknown key «hidden»\" (19 bytes)"));
}

TEST(Transcript, KnowsWhichOfItsLinesAreDull) {
  auto lines = read(answered());
  std::erase_if(lines, is_boilerplate_header);
  EXPECT_THAT(lines,
              ElementsAre("#7, +10 ms, \"reader\"", "> POST http://h/s", "> X-Tenant-Key: «hidden»",
                          "> '{\"a\":1}' (7 bytes)", "< 404 Not Found (31 ms)",
                          "< Content-Type: text/plain", "< \"unknown key «hidden»\" (19 bytes)"));
}

TEST(Transcript, SaysWhenNothingCame) {
  Exchange silent = answered();
  silent.response = {};
  silent.outcome = Outcome::timed_out;
  silent.done = silent.sent + milliseconds(5000);
  EXPECT_EQ(read(silent).back(), "! no response within 5000 ms");
  silent.outcome = Outcome::no_connection;
  silent.problem = "refused\x1b[2J";
  EXPECT_EQ(read(silent).back(), "! no connection: refused\\x1b[2J");
}

TEST(Transcript, TellsTheEndFromTheBeginningWhenTheyLieApart) {
  Exchange slow = answered();
  slow.done = slow.sent + milliseconds(900);
  EXPECT_THAT(read(slow), Contains("< 404 Not Found (first byte after 31 ms, end after 900 ms)"));
}

TEST(Transcript, ShowsTheFirstAndTheLastEvents) {
  Exchange live = answered();
  for (int n = 1; n <= 20; ++n) {
    SeenEvent seen;
    seen.event.type = "data";
    seen.event.data = fmt::format("{}", n);
    seen.at = live.sent + milliseconds(n);
    live.events.push_back(seen);
  }
  const auto lines = read(live);
  EXPECT_THAT(lines, Contains("< event data at 4.0 ms: \"4\" (1 byte)"));
  EXPECT_THAT(lines, Contains("< (12 more events)"));
  EXPECT_THAT(lines, Not(Contains("< event data at 5.0 ms: \"5\" (1 byte)")));
  EXPECT_THAT(lines, Contains("< event data at 17 ms: \"17\" (2 bytes)"));
  EXPECT_EQ(lines.back(), "< event data at 20 ms: \"20\" (2 bytes)");
}

TEST(Transcript, IsBoundedAndCleanWhateverCame) {
  Exchange flood = answered();
  for (int n = 0; n < 5000; ++n) flood.response.headers.add("X-\x1b", std::string(9000, '\xff'));
  flood.response.body.assign(std::size_t{8} << 20, '\x07');
  const auto lines = read(flood);
  EXPECT_LT(lines.size(), 60U);
  for (const auto& line : lines) {
    EXPECT_TRUE(is_clean(line));
    EXPECT_LT(line.size(), 700U);
  }
}

}  // namespace
}  // namespace conform::reports
