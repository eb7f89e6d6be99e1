#include "harness/monitor/traffic_judge.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace conform::monitor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Traffic of one connection, an exchange after the other.
class Traffic {
 public:
  explicit Traffic(TrafficJudge::Options options) : judge_(std::move(options)) {}

  void pass(const std::string& method, const std::string& rest, int status,
            const std::string& next_offset) {
    Exchange exchange;
    exchange.number = ++number_;
    exchange.sent_order = 2 * number_;
    exchange.done_order = 2 * number_ + 1;
    exchange.stream = "a";
    exchange.sent = exchange.first_byte = exchange.done = Instant(std::chrono::seconds(number_));
    exchange.request = {method, "http://h/v1/stream/a" + rest, {}, {}};
    if (method == "PUT") exchange.request.headers.set("Content-Type", "text/plain");
    judge_.take(RequestBegan{exchange, 1});
    exchange.response = {status, {{"Content-Type", "text/plain"}}, {}};
    if (!next_offset.empty()) exchange.response.headers.set("Stream-Next-Offset", next_offset);
    exchange.outcome = Outcome::complete;
    judge_.take(ResponseBegan{exchange.number, exchange.response, exchange.done});
    judge_.take(ExchangeEnded{exchange});
  }
  void fail_upstream() { judge_.take(UpstreamFailed{"refused"}); }

  /// The rules that were broken so far, of those that begin like this.
  std::set<std::string> broken(std::string_view prefix) {
    std::set<std::string> rules;
    for (const auto& result : judge_.finish()) {
      const bool is_broken = is_violation(result.verdict) || result.verdict == Verdict::warn;
      if (is_broken && result.id.starts_with(prefix)) rules.insert(result.id);
    }
    return rules;
  }

 private:
  TrafficJudge judge_;
  std::uint64_t number_ = 0;
};

/// A server without durable storage has lost its streams, which nothing forbids.
TEST(TrafficJudge, WhatAServerHadBeforeItFailedIsForgotten) {
  for (const bool fails : {false, true}) {
    Traffic traffic({});
    traffic.pass("PUT", "", 201, "0");
    if (fails) traffic.fail_upstream();
    traffic.pass("PUT", "", 201, "0");
    EXPECT_EQ(traffic.broken("judge.created-once").empty(), fails);
  }
}

/// What is judged again later must not take the beginning for all of it.
TEST(TrafficJudge, TheJournalIsToldWhatOfABodyWasNotKept) {
  std::size_t told = 0;
  TrafficJudge judge({.journal = [&](const Exchange&, std::size_t unkept) { told = unkept; }});
  Exchange exchange;
  exchange.number = 1;
  judge.take(ExchangeEnded{.exchange = exchange,
                           .body_is_partial = true,
                           .response_is_partial = false,
                           .unkept_request_bytes = 7});
  EXPECT_EQ(told, 7U);
}

TEST(TrafficJudge, AReaderThatStartsOverIsFound) {
  Traffic traffic({.one_reader = true});
  traffic.pass("PUT", "", 201, "0");
  traffic.pass("GET", "?offset=-1", 200, "5");
  traffic.pass("GET", "?offset=-1", 200, "5");
  EXPECT_THAT(traffic.broken("client."), ElementsAre("client.continues-from-next-offset"));
}

TEST(TrafficJudge, ReadersWithAParameterOfTheirOwnAreApart) {
  Traffic traffic({.one_reader = true});
  traffic.pass("PUT", "", 201, "0");
  traffic.pass("GET", "?fresh=1&offset=-1", 200, "5");
  traffic.pass("GET", "?fresh=2&offset=-1", 200, "5");
  traffic.pass("GET", "?fresh=1&offset=5", 200, "6");
  traffic.pass("GET", "?fresh=2&offset=5", 200, "6");
  EXPECT_THAT(traffic.broken("client."), IsEmpty());
  traffic.pass("GET", "?fresh=1&offset=5", 200, "6");
  EXPECT_THAT(traffic.broken("client."), ElementsAre("client.continues-from-next-offset"));
}

/// No cache sees such a URL twice, wherever the parameter stands.
TEST(TrafficJudge, TheOrderOfAParameterThatMakesTheUrlUniqueIsFree) {
  Traffic traffic({});
  traffic.pass("GET", "?offset=-1&fresh=2", 200, "5");
  EXPECT_THAT(traffic.broken("client."), IsEmpty());
  traffic.pass("GET", "?offset=5&live=long-poll&fresh=2", 200, "6");
  EXPECT_THAT(traffic.broken("client."), ElementsAre("client.query-order"));
}

TEST(TrafficJudge, AReaderMaySkipToWhatItWasGivenSince) {
  Traffic traffic({.one_reader = true});
  traffic.pass("PUT", "", 201, "0");
  traffic.pass("GET", "?offset=-1", 200, "5");
  traffic.pass("HEAD", "", 200, "9");
  traffic.pass("GET", "?offset=9", 200, "9");
  EXPECT_THAT(traffic.broken("client."), IsEmpty());
  traffic.pass("GET", "?offset=0", 200, "5");
  EXPECT_THAT(traffic.broken("client."), ElementsAre("client.continues-from-next-offset"));
}

/// So many that the latest ones are no longer known.
TEST(TrafficJudge, OfMoreReadersThanAreKeptNobodyIsAccused) {
  Traffic traffic({.one_reader = true});
  traffic.pass("PUT", "", 201, "0");
  for (int round = 0; round < 2; ++round) {
    for (int reader = 0; reader < 200; ++reader) {
      traffic.pass("GET", fmt::format("?fresh={}&offset={}", reader, round == 0 ? "-1" : "5"), 200,
                   round == 0 ? "5" : "6");
    }
  }
  EXPECT_THAT(traffic.broken("client."), IsEmpty());
}

}  // namespace
}  // namespace conform::monitor
