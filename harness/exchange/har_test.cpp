#include "harness/exchange/har.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace conform {
namespace {

using testing::HasSubstr;
using testing::Optional;

struct Read {
  HarSummary summary;
  std::vector<Exchange> exchanges;
};

Read read(const std::string& text) {
  std::istringstream in(text);
  Read result;
  result.summary = read_har(
      in, [&](Exchange exchange, bool) { result.exchanges.push_back(std::move(exchange)); });
  return result;
}

Exchange example() {
  Exchange exchange;
  exchange.number = 7;
  exchange.sent_order = 3;
  exchange.done_order = 5;
  exchange.scenario = "connection 1";
  exchange.stream = "a";
  exchange.request = {"POST",
                      "http://h/v1/stream/a?x=1",
                      {{"Content-Type", "application/octet-stream"}},
                      "\xff\x01"};
  exchange.response = {200, {{"Content-Type", "text/plain"}}, "text"};
  exchange.outcome = Outcome::cut_short;
  exchange.sent = exchange.first_byte = Instant(std::chrono::nanoseconds(1'234'567'890));
  exchange.done = exchange.sent + std::chrono::milliseconds(5);
  return exchange;
}

/// As a browser writes it.
std::string entry(std::string_view started, std::string_view content) {
  return fmt::format(
      R"({{"startedDateTime":"{}","time":12.5,"request":{{"method":"GET","url":"http://h/s",)"
      R"("headers":[{{"name":":path","value":"/s"}},{{"name":"accept","value":"*/*"}}]}},)"
      R"("response":{{"status":200,"headers":[],"content":{}}}}})",
      started, content);
}

std::string browser_file(const std::string& entries) {
  return R"({"log":{"version":"1.2","creator":{"name":"WebInspector"},"pages":[{"id":"p"}],)"
         R"("entries":[)" +
         entries + "]}}";
}

TEST(Har, OwnEntriesAreReadAsTheyWereWritten) {
  const auto exchange = example();
  const auto [summary, exchanges] = read(har_begin("1") + har_entry(exchange) + har_end());
  EXPECT_TRUE(summary.is_ours);
  EXPECT_EQ(summary.problem, std::nullopt);
  ASSERT_EQ(exchanges.size(), 1U);
  const auto& one = exchanges[0];
  EXPECT_EQ(one.number, 7U);
  EXPECT_EQ(one.sent_order, 3U);
  EXPECT_EQ(one.done_order, 5U);
  EXPECT_EQ(one.stream, "a");
  EXPECT_EQ(one.request.target, exchange.request.target);
  EXPECT_EQ(one.request.headers, exchange.request.headers);
  EXPECT_EQ(one.request.body, exchange.request.body);
  EXPECT_EQ(one.response.body, "text");
  EXPECT_EQ(one.outcome, Outcome::cut_short);
  EXPECT_EQ(one.sent, exchange.sent);
  EXPECT_EQ(one.done, exchange.done);
}

TEST(Har, OwnEntriesMayBeOlderThanUnixTime) {
  auto exchange = example();
  exchange.sent = exchange.first_byte = Instant(-std::chrono::hours(24 * 365 * 3));
  exchange.done = exchange.sent + std::chrono::milliseconds(5);
  const auto [summary, exchanges] = read(har_begin("1") + har_entry(exchange) + har_end());
  EXPECT_EQ(summary.unreadable, 0U);
  ASSERT_EQ(exchanges.size(), 1U);
  EXPECT_EQ(exchanges[0].sent, exchange.sent);
  EXPECT_EQ(exchanges[0].done, exchange.done);
}

TEST(Har, EventsAreReadAsTheyWereWritten) {
  auto exchange = example();
  exchange.response.headers.set("Content-Type", "text/event-stream");
  exchange.response.body.clear();
  exchange.events.push_back(
      {{.type = "data", .data = "a\nb", .id = {}, .lines = {"event: data", "data: a", "data: b"}},
       exchange.done});
  const auto read_again = read(har_begin("1") + har_entry(exchange) + har_end()).exchanges.at(0);
  ASSERT_EQ(read_again.events.size(), 1U);
  EXPECT_EQ(read_again.events[0].event.type, "data");
  EXPECT_EQ(read_again.events[0].event.data, "a\nb");
  EXPECT_EQ(read_again.events[0].event.lines, exchange.events[0].event.lines);
}

TEST(Har, FilesOfBrowsersAreRead) {
  const auto [summary, exchanges] = read(browser_file(
      entry("2026-11-27T15:00:00.250Z", R"({"size":3,"text":"YWJj","encoding":"base64"})") + "," +
      entry("2026-11-27T16:00:00.250+01:00", R"({"size":3})")));
  EXPECT_FALSE(summary.is_ours);
  EXPECT_EQ(summary.entries, 2U);
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].response.body, "abc");
  EXPECT_EQ(exchanges[0].outcome, Outcome::complete);
  EXPECT_EQ(exchanges[0].request.headers, (http::Headers{{"accept", "*/*"}}));
  EXPECT_EQ(exchanges[1].sent, exchanges[0].sent);
  // The file does not have the body.
  EXPECT_EQ(exchanges[1].outcome, Outcome::too_large);
}

TEST(Har, ABodyOfZerosIsWrittenShort) {
  auto exchange = example();
  exchange.response.body = std::string(3000, '\0');
  const auto text = har_begin("1") + har_entry(exchange) + har_end();
  EXPECT_LT(text.size(), 6000U);
  EXPECT_EQ(read(text).exchanges.at(0).response.body, exchange.response.body);
}

TEST(Har, TellsWhatWasCut) {
  auto exchange = example();
  exchange.outcome = Outcome::complete;
  exchange.request.body = std::string(1000, 'a');
  exchange.response.body = std::string(2000, 'b');
  const auto [kept, cut] = bounded(exchange, 100);
  const auto text = har_begin("1") + har_entry(kept, cut) + har_end();
  EXPECT_THAT(text, HasSubstr(R"("comment":"the first 100 of 1000 bytes")"));
  EXPECT_THAT(text, HasSubstr(R"("content":{"size":2000,)"));
  EXPECT_THAT(text, HasSubstr(R"("comment":"the first 100 of 2000 bytes")"));
  const auto read_again = read(text).exchanges.at(0);
  EXPECT_EQ(read_again.response.body, std::string(100, 'b'));
  EXPECT_EQ(read_again.outcome, Outcome::too_large);
}

TEST(Har, TellsWhichEventsWereCut) {
  auto exchange = example();
  exchange.outcome = Outcome::complete;
  exchange.response.headers.set("Content-Type", "text/event-stream");
  exchange.response.body.clear();
  const SeenEvent event{{.type = "message", .data = "a", .id = {}, .lines = {"data: a"}},
                        exchange.done};
  exchange.events.assign(100, event);
  const auto [kept, cut] = bounded(exchange, 1000);
  const auto text = har_begin("1") + har_entry(kept, cut) + har_end();
  EXPECT_THAT(text, HasSubstr(fmt::format(R"("comment":"{} events more")", cut.events)));
  const auto read_again = read(text).exchanges.at(0);
  EXPECT_EQ(read_again.events.size(), 100 - cut.events);
  EXPECT_EQ(read_again.outcome, Outcome::too_large);
}

/// Firefox writes the first megabyte only.
TEST(Har, ABodyThatABrowserCutIsUnknown) {
  const auto [summary, exchanges] = read(browser_file(
      entry("2026-11-27T15:00:00Z", R"({"size":7,"text":"[1,2,"})") + "," +
      entry("2026-11-27T15:00:01Z", R"({"size":2,"text":"IA==","encoding":"base64"})") + "," +
      entry("2026-11-27T15:00:02Z", R"({"size":2,"text":"\u00fc"})")));
  ASSERT_EQ(exchanges.size(), 3U);
  EXPECT_EQ(exchanges[0].outcome, Outcome::too_large);
  EXPECT_EQ(exchanges[1].outcome, Outcome::too_large);
  EXPECT_EQ(exchanges[2].outcome, Outcome::complete);
}

/// Clocks are set, and browsers write -1 for what they did not measure.
TEST(Har, AClockThatWentBackIsNoMistake) {
  auto unmeasured = entry("2026-11-27T14:00:00Z", R"({"size":0})");
  unmeasured.replace(unmeasured.find("12.5"), 4, "-1");
  const auto [summary, exchanges] =
      read(browser_file(entry("2026-11-27T15:00:00Z", R"({"size":0})") + "," + unmeasured));
  EXPECT_EQ(summary.unreadable, 0U);
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_LT(exchanges[1].sent, exchanges[0].sent);
  EXPECT_LE(exchanges[1].sent, exchanges[1].done);
}

TEST(Har, AFileThatIsCutGivesWhatComesBefore) {
  const auto whole = browser_file(entry("2026-11-27T15:00:00Z", R"({"size":0})") + "," +
                                  entry("2026-11-27T15:00:01Z", R"({"size":0})"));
  const auto [summary, exchanges] = read(whole.substr(0, whole.size() - 30));
  EXPECT_EQ(exchanges.size(), 1U);
  EXPECT_THAT(summary.problem, Optional(HasSubstr("breaks off after entry 1")));
}

TEST(Har, WhatIsNoHarIsSaidToBeNone) {
  for (const auto* text : {"", "GET / HTTP/1.1", "[]", "{}", "null"}) {
    EXPECT_THAT(read(text).summary.problem, Optional(HasSubstr("no HAR file"))) << text;
  }
}

/// Whatever else is in a file, only entries are kept, and only while they are read.
TEST(Har, WhatIsNoEntryTakesNoMemoryAndNoTime) {
  std::string others;
  for (int i = 0; i < 100'000; ++i) others += "1,[],";
  std::string entries;
  for (int i = 0; i < 100'000; ++i) entries += "{},";
  const auto deep = entry("2026-11-27T15:00:00Z", R"({"deep":)" + std::string(100'000, '[') +
                                                      std::string(100'000, ']') + "}");
  const auto [summary, exchanges] = read(browser_file(others + entries + deep));
  EXPECT_EQ(summary.problem, std::nullopt);
  EXPECT_EQ(summary.entries, 100'001U);
  EXPECT_EQ(summary.unreadable, 100'000U);
  EXPECT_EQ(exchanges.size(), 1U);
}

TEST(Har, ANumberOutOfRangeBreaksTheFileThere) {
  const auto [summary, exchanges] =
      read(browser_file(entry("2026-11-27T15:00:00Z", "{}") + ",{\"time\":1e999}"));
  EXPECT_EQ(exchanges.size(), 1U);
  EXPECT_THAT(summary.problem, Optional(HasSubstr("breaks off after entry 1")));
}

TEST(Har, TimesOfOwnEntriesThatCannotBeAreRefused) {
  for (const auto* time : {"9223372036854775807", "-9223372036854775808", "1e18", "\"1\""}) {
    auto own = har_entry(example());
    const std::string right = "1234567890";
    own.replace(own.find(right), right.size(), time);
    const auto [summary, exchanges] = read(har_begin("1") + own + har_end());
    EXPECT_EQ(summary.unreadable, 1U) << time;
    EXPECT_TRUE(exchanges.empty()) << time;
  }
}

/// The difference of any two times can be represented.
TEST(Har, TimesOfOtherCenturiesAreRefused) {
  const auto [summary, exchanges] = read(browser_file(entry("1899-12-31T00:00:00Z", "{}") + "," +
                                                      entry("2100-01-01T00:00:00Z", "{}")));
  EXPECT_EQ(summary.unreadable, 2U);
}

TEST(Har, AStatusBelowZeroIsNoAnswer) {
  auto text = entry("2026-11-27T15:00:00Z", "{}");
  text.replace(text.find("200"), 3, "-1");
  EXPECT_EQ(read(browser_file(text)).exchanges.at(0).outcome, Outcome::no_connection);
}

TEST(Har, AnEntryWithoutARequestIsCounted) {
  const auto [summary, exchanges] = read(browser_file(R"({"time":1},)" + entry("yesterday", "{}") +
                                                      "," + entry("2026-11-27T15:00:00Z", "{}")));
  EXPECT_EQ(summary.unreadable, 2U);
  EXPECT_EQ(exchanges.size(), 1U);
}

}  // namespace
}  // namespace conform
