#include "reports/text/time_text.hpp"

#include <gtest/gtest.h>

#include "harness/http/timestamp.hpp"

namespace conform::reports {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, WritesMomentsWithoutATimeZone) {
  const Instant at{std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + 23h + 5min + 9s + 7ms};
  EXPECT_EQ(rfc3339_seconds(at), "2024-02-29T23:05:09");
}

TEST(TimeText, ReadsMoments) {
  const Instant at{std::chrono::sys_days(std::chrono::year(2028) / 2 / 29) + 23h + 59min + 58123ms};
  EXPECT_EQ(instant_from(http::rfc3339(at)), at);
  for (const char* wrong :
       {"", "2028-02-29", "2027-02-29T00:00:00.000Z", "2028-02-29T24:00:00.000Z",
        "1969-12-31T23:59:59.999Z", "2200-01-01T00:00:00Z", "9999-02-28T00:00:00.000Z"}) {
    EXPECT_FALSE(instant_from(wrong)) << wrong;
  }
}

TEST(TimeText, WritesDurationsForPeople) {
  EXPECT_EQ(in_words(420us), "0.42 ms");
  EXPECT_EQ(in_words(9999us), "10 ms");
  EXPECT_EQ(in_words(999600us), "1.00 s");
  EXPECT_EQ(in_words(5200ms), "5.20 s");
  EXPECT_EQ(in_words(200s), "3 min 20 s");
  EXPECT_EQ(milliseconds(3140us), "3.1");
  EXPECT_EQ(milliseconds(5s), "5000");
}

}  // namespace
}  // namespace conform::reports
