#include "harness/scenario/pattern.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using testing::HasSubstr;

bool matches(std::string_view pattern, std::string_view value) {
  return Pattern::parse(pattern).value().matches(value);
}

TEST(Pattern, IsForTheWholeValue) {
  EXPECT_TRUE(matches("[0-9]+", "12"));
  EXPECT_FALSE(matches("[0-9]+", "12a"));
  EXPECT_FALSE(matches("[0-9]+", ""));
  EXPECT_FALSE(matches("[0-9]+", "12\n"));
  EXPECT_TRUE(matches("a|ab", "ab"));
}

TEST(Pattern, LooksAheadAndRefersBack) {
  EXPECT_FALSE(matches("(?!now$).+", "now"));
  EXPECT_TRUE(matches("(?!now$).+", "nowhere"));
  EXPECT_TRUE(matches("(4..), \\1", "404, 404"));
  EXPECT_FALSE(matches("(4..), \\1", "404, 409"));
}

TEST(Pattern, NoServerFailsForALongValue) {
  const std::string long_value(1'000'000, 'x');
  EXPECT_TRUE(matches("4.. [\\s\\S]*", "404 " + long_value));
  EXPECT_FALSE(matches("2.. [\\s\\S]*", "404 " + long_value));
}

TEST(Pattern, GivesUpWhereThereAreTooManyWays) {
  EXPECT_TRUE(matches("(a+)+[bc]", std::string(50, 'a')));
}

TEST(Pattern, SaysWhatIsWrong) {
  EXPECT_EQ(Pattern::parse("a(b").error(), "missing closing parenthesis, at character 3");
  EXPECT_THAT(Pattern::parse("[z-a]").error(), HasSubstr("range out of order"));
  EXPECT_THAT(Pattern::parse("a{65535}{65535}{65535}").error(), HasSubstr("at character"));
  EXPECT_THAT(Pattern::parse(std::string(1000, '(') + std::string(1000, ')')).error(),
              HasSubstr("nested"));
  EXPECT_THAT(Pattern::parse(std::string(20'000, 'a')).error(), HasSubstr("longer"));
}

}  // namespace
}  // namespace conform
