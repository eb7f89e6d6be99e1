#include "harness/run/refusal.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr Instant now = Instant(1'445'412'480s);  // Wed, 21 Oct 2015 07:28:00 GMT

Exchange answered(int status, std::string method = "GET") {
  Exchange exchange;
  exchange.request.method = std::move(method);
  exchange.response.status = status;
  return exchange;
}

TEST(Refusal, IsWhatSaysThatTheServerIsBusy) {
  for (const int status : {408, 429, 503}) EXPECT_TRUE(is_refusal(answered(status))) << status;
  for (const int status : {0, 200, 404, 409, 500, 501, 502, 504}) {
    EXPECT_FALSE(is_refusal(answered(status))) << status;
  }
}

TEST(Refusal, IsNoRightAnswerToHalfARequest) {
  EXPECT_FALSE(is_refusal(answered(408, "RAW")));
  EXPECT_TRUE(is_refusal(answered(429, "RAW")));
}

TEST(Refusal, SaysWhenToComeBackInSecondsOrAsADate) {
  EXPECT_EQ(parse_retry_after("3", now), 3s);
  EXPECT_EQ(parse_retry_after("0", now), 0s);
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:28:05 GMT", now), 5s);
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:27:00 GMT", now), 0s) << "it is over";
  EXPECT_EQ(parse_retry_after("99999999999999", now), 24h);
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), 24h);
}

TEST(Refusal, SaysNothingInAFormThatCannotBeRead) {
  for (const auto* value : {"", "soon", "-1", "1.5x", "99999999999999999999999"}) {
    EXPECT_EQ(parse_retry_after(value, now), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace conform
