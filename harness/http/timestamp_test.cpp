#include "harness/http/timestamp.hpp"

#include <gtest/gtest.h>

namespace conform::http {
namespace {

using namespace std::chrono_literals;

const Instant leap_day{std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + 23h + 5min + 9s +
                       7ms};

TEST(Timestamp, IsWrittenInUtcToTheMillisecond) {
  EXPECT_EQ(rfc3339(leap_day), "2024-02-29T23:05:09.007Z");
  EXPECT_EQ(rfc3339(leap_day + 999us), "2024-02-29T23:05:09.007Z");
  EXPECT_EQ(rfc3339_seconds(leap_day), "2024-02-29T23:05:09");
  EXPECT_EQ(rfc3339(Instant(-1ms)), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, IsReadAsRfc3339AllowsIt) {
  for (const auto* text : {"2024-02-29T23:05:09.007Z", "2024-02-29 23:05:09.0079999999z",
                           "2024-03-01t01:05:09.007+02:00", "2024-02-29T17:35:09.007-05:30"}) {
    EXPECT_EQ(parse_rfc3339(text), leap_day) << text;
  }
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2017-01-01T00:00:00Z"));
  EXPECT_TRUE(parse_rfc3339("0000-01-01T00:00:00Z") < parse_rfc3339("9999-12-31T23:59:59.999Z"));
}

TEST(Timestamp, IsNothingElse) {
  for (const auto* text :
       {"", "2024-02-29", "2023-02-29T00:00:00Z", "2024-02-29T24:00:00Z", "2024-02-29T00:60:00Z",
        "2024-02-29T00:00:61Z", "2024-02-29T00:00Z", "2024-02-29T00:00:00", "2024-02-29T00:00:00.Z",
        "2024-02-29T00:00:00+02", "2024-02-29T00:00:00+24:00", "2024-02-29T00:00:00Z ",
        "24-02-29T00:00:00Z", "+024-02-29T00:00:00Z", "1709161200"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace conform::http
