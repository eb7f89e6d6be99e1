#include "harness/run/outages.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr Instant start = Instant{} + 1h;

TEST(Outages, ExcuseWhatWasLostWhereTheServerAlsoGoesAwayWithoutIt) {
  Outages outages;
  outages.add(start, {"POST"});
  outages.add(start + 2s, {"GET"});
  EXPECT_TRUE(outages.excuse(start + 1s, "GET"));
  EXPECT_TRUE(outages.excuse(start + 1s, "POST"));
}

TEST(Outages, ExcuseNoRequestThatEachOfThemBeganWith) {
  Outages outages;
  outages.add(start, {"GET", "POST"});
  outages.add(start + 2s, {"GET"});
  EXPECT_FALSE(outages.excuse(start + 1s, "GET"));
}

TEST(Outages, ExcuseNothingThatCameAfterThem) {
  Outages outages;
  outages.add(start, {"POST"});
  EXPECT_FALSE(outages.excuse(start + 1s, "GET"));
  EXPECT_FALSE(Outages().excuse(start, "GET"));
}

}  // namespace
}  // namespace conform
