#include "reports/html/live_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_live_page_test.hpp"

namespace conform::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json state_of(const LivePage& page) {
  return json::parse(page.state({.exchanges = 3, .under_way = 1, .by_client = 2}, sample_time(9)));
}

TEST(LivePage, ShowsWhatWasFoundLatestFirst) {
  LivePage page = sample_live_page();
  page.add(sample_violation("client.query-order"), sample_exchange(1), "client");
  page.add(sample_violation("judge.nosniff"), sample_exchange(2), "server");
  page.add(sample_violation("client.query-order"), sample_exchange(3), "client");
  const auto state = state_of(page);
  EXPECT_EQ(state["exchanges"], 3);
  EXPECT_EQ(state["violations"], json({{"server", 0}, {"client", 2}}));
  ASSERT_EQ(state["failures"].size(), 2U);
  const auto& first = state["failures"][0];
  EXPECT_EQ(first["rule"], "client.query-order");
  EXPECT_EQ(first["by"], "client");
  EXPECT_EQ(first["level"], "should");
  EXPECT_EQ(first["count"], 2);
  EXPECT_EQ(first["sentence"], "The sentence of 10.1/query-order.");
  EXPECT_EQ(first["last"].get<std::int64_t>() - state["since"].get<std::int64_t>(), 3000);
  EXPECT_THAT(first["exchange"].dump(), HasSubstr("> GET http://h/v1/stream/a"));
}

/// Thousands a second cost little.
TEST(LivePage, ShowsAnotherOfItsKindOnceASecond) {
  LivePage page = sample_live_page();
  auto exchange = sample_exchange(1);
  for (int i = 0; i < 10; ++i) {
    exchange.number = static_cast<std::uint64_t>(i + 1);
    page.add(sample_violation("client.query-order"), exchange, "client");
  }
  const auto failure = state_of(page)["failures"][0];
  EXPECT_EQ(failure["count"], 10);
  EXPECT_THAT(failure["exchange"][0].get<std::string>(), HasSubstr("#1,"));
}

TEST(LivePage, ShowsNoCredentials) {
  LivePage page = sample_live_page();
  auto exchange = sample_exchange(1);
  exchange.request.headers.set("Authorization", "Bearer do-not-show");
  auto violation = sample_violation("client.query-order");
  violation.mismatch.got = "do-not-show in a body";
  page.add(violation, exchange, "client");
  EXPECT_THAT(state_of(page).dump(), Not(HasSubstr("do-not-show")));
}

TEST(LivePage, KeepsTheLatestTroubles) {
  LivePage page = sample_live_page();
  for (int i = 0; i < 10; ++i) page.add_trouble("trouble " + std::to_string(i), sample_time(i));
  const auto troubles = state_of(page)["troubles"];
  EXPECT_EQ(troubles.size(), 5U);
  EXPECT_EQ(troubles[0]["text"], "trouble 9");
}

}  // namespace
}  // namespace conform::reports
