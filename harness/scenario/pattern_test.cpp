#include "harness/scenario/pattern.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(Pattern, IsForTheWholeValue) {
  EXPECT_TRUE(Pattern("[0-9]+").matches("12"));
  EXPECT_FALSE(Pattern("[0-9]+").matches("12a"));
  EXPECT_FALSE(Pattern("[0-9]+").matches(""));
}

TEST(Pattern, NoServerFailsForALongValue) {
  const std::string long_value(1'000'000, 'x');
  EXPECT_TRUE(Pattern("4.. [\\s\\S]*").matches("404 " + long_value));
  EXPECT_FALSE(Pattern("2.. [\\s\\S]*").matches("404 " + long_value));
}

}  // namespace
}  // namespace conform
