#include "harness/scenario/duration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace conform {
namespace {

using std::chrono::milliseconds;

TEST(ParseDuration, KnowsMillisecondsSecondsMinutesAndHours) {
  EXPECT_EQ(parse_duration("300ms").value(), milliseconds(300));
  EXPECT_EQ(parse_duration("1.2s").value(), milliseconds(1200));
  EXPECT_EQ(parse_duration("2m").value(), milliseconds(120'000));
  EXPECT_EQ(parse_duration("1h").value(), std::chrono::hours(1));
  EXPECT_EQ(parse_duration("0s").value(), milliseconds(0));
}

TEST(ParseDuration, RefusesWhatIsNotANumberWithAUnit) {
  for (const char* text :
       {"", "s", "5", "5 s", "-1s", "+1s", "1.2.3s", ".s", "1d", "1S", "inf s", "1e3s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_EQ(parse_duration("5").error(),
            "invalid length of time: '5'; write \"300ms\", \"1.2s\", \"2m\" or \"1h\"");
}

TEST(ParseDuration, RefusesMoreThanADay) {
  EXPECT_TRUE(parse_duration("1440m"));
  EXPECT_EQ(parse_duration("1441m").error(), "'1441m' is longer than a day");
  EXPECT_FALSE(parse_duration(fmt::format("{}s", std::string(400, '9'))));
}

TEST(DurationText, IsWhatTheParserReads) {
  for (const char* text : {"0ms", "300ms", "1s", "1.2s", "90s", "2m", "1h"}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(to_string(*duration), text);
  }
}

}  // namespace
}  // namespace conform
