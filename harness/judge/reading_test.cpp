#include "harness/judge/reading.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

Exchange with(http::Headers headers) {
  Exchange exchange;
  exchange.response = {200, std::move(headers), {}};
  return exchange;
}

TEST(Reading, GoesOnAtTheNextOffset) {
  EXPECT_EQ(next_offset(with({{"stream-next-offset", "7"}})), "7");
  EXPECT_EQ(next_offset(with({})), std::nullopt);
}

TEST(Reading, IsAtTheEndIfTheResponseSaysSo) {
  EXPECT_TRUE(is_at_end(with({{"Stream-Up-To-Date", "true"}})));
  EXPECT_TRUE(is_at_end(with({{"Stream-Closed", "TRUE"}})));
  EXPECT_FALSE(is_at_end(with({{"Stream-Closed", "false"}})));
  EXPECT_FALSE(is_at_end(with({})));
}

TEST(Reading, ClosureMayBeMentionedWithAnyValue) {
  EXPECT_TRUE(mentions_closure(with({{"Stream-Closed", "no"}})));
  EXPECT_FALSE(mentions_closure(with({})));
}

TEST(Reading, EventsAreEncodedInBase64Only) {
  EXPECT_TRUE(has_encoded_events(with({{"Stream-SSE-Data-Encoding", "Base64"}})));
  EXPECT_FALSE(has_encoded_events(with({{"Stream-SSE-Data-Encoding", "none"}})));
}

}  // namespace
}  // namespace conform
