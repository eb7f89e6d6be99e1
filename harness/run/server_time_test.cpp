#include "harness/run/server_time.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// 2026-11-27T15:00:00Z
constexpr Instant at{std::chrono::sys_days{std::chrono::November / 27 / 2026} + 15h};

/// A PUT that was answered after a tenth of a second.
Exchange put(http::Headers headers, http::Headers response) {
  Exchange exchange;
  exchange.request = {"PUT", "http://x/s", std::move(headers), {}};
  exchange.response = {201, std::move(response), {}};
  exchange.outcome = Outcome::complete;
  exchange.sent = at;
  exchange.done = at + 100ms;
  return exchange;
}

std::optional<std::string> problem_with(const http::Headers& headers, const http::Headers& response,
                                        Duration set_before = {}, Duration set_after = {}) {
  ServerTime time(set_before);
  time.note(put(headers, response), set_before);
  return time.problem(set_after);
}

const http::Headers deadline{{"Stream-Expires-At", "2026-11-27T15:00:04Z"}};
const http::Headers ttl{{"Stream-TTL", "4"}};

TEST(ServerTime, IsOursAsFarAsDateTells) {
  for (const auto* date :
       {"Fri, 27 Nov 2026 14:59:58 GMT", "Fri, 27 Nov 2026 14:59:59 GMT",
        "Fri, 27 Nov 2026 15:00:00 GMT", "yesterday", "Thu, 01 Jan 1970 00:00:00 +0100"}) {
    EXPECT_EQ(problem_with(deadline, {{"Date", date}}), std::nullopt) << date;
  }
  EXPECT_EQ(problem_with(deadline, {}), std::nullopt);
}

TEST(ServerTime, IsAheadOrBehindByItsDate) {
  const auto ahead = problem_with(deadline, {{"Date", "Fri, 27 Nov 2026 16:00:00 GMT"}});
  EXPECT_THAT(ahead.value_or(""), HasSubstr("3599.9 s ahead of ours"));
  const auto behind = problem_with(deadline, {{"Date", "Wed, 31 Dec 1969 23:59:59 GMT"}});
  EXPECT_THAT(behind.value_or(""), HasSubstr("behind ours"));
}

TEST(ServerTime, CannotBeToldByAClockBefore2020) {
  ServerTime time(Duration{});
  auto exchange = put(deadline, {});
  exchange.sent = exchange.done = Instant{-1s};
  time.note(exchange, {});
  EXPECT_THAT(time.problem({}).value_or(""), HasSubstr("before 2020"));
}

TEST(ServerTime, MattersOnlyForTimesThatAreSent) {
  const http::Headers late{{"Date", "Fri, 27 Nov 2026 16:00:00 GMT"}};
  EXPECT_EQ(problem_with(ttl, late), std::nullopt);
  EXPECT_EQ(problem_with({}, late), std::nullopt);
}

TEST(ServerTime, MattersOnlyForDeadlinesThatAreNear) {
  const http::Headers late{{"Date", "Fri, 27 Nov 2026 20:00:00 GMT"}};
  for (const auto* near : {"2026-11-27T15:00:04Z", "2026-11-27T20:59:00Z", "2026-11-27T09:01:00Z",
                           "2026-11-27T17:00:04.5+02:00"}) {
    EXPECT_NE(problem_with({{"Stream-Expires-At", near}}, late), std::nullopt) << near;
  }
  for (const auto* far : {"2099-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "1999-01-01T00:00:00Z",
                          "0000-01-01T00:00:00Z", "2026-11-27", "tomorrow", ""}) {
    EXPECT_EQ(problem_with({{"Stream-Expires-At", far}}, late), std::nullopt) << far;
  }
}

TEST(ServerTime, IsUnknownFromACache) {
  const http::Headers old{{"Date", "Fri, 27 Nov 2026 14:00:00 GMT"}, {"Age", "3600"}};
  EXPECT_EQ(problem_with(deadline, old), std::nullopt);
}

TEST(ServerTime, IsComparedWithTheClockAsItWasSet) {
  const http::Headers now{{"Date", "Fri, 27 Nov 2026 15:00:00 GMT"}};
  EXPECT_EQ(problem_with(deadline, now, 10ms, 20ms), std::nullopt);
  EXPECT_NE(problem_with(deadline, now, 1h, 1h), std::nullopt);
  const http::Headers later{{"Date", "Fri, 27 Nov 2026 16:00:00 GMT"}};
  EXPECT_EQ(problem_with(deadline, later, 1h, 1h), std::nullopt);
}

TEST(ServerTime, CannotBeReliedOnWhileTheClockIsSet) {
  EXPECT_THAT(problem_with(ttl, {}, 0s, -24h).value_or(""), HasSubstr("was set by 86400"));
  EXPECT_NE(problem_with(ttl, {}, 24h, 0s), std::nullopt);
  EXPECT_EQ(problem_with({}, {}, 0s, -24h), std::nullopt);
}

}  // namespace
}  // namespace conform
