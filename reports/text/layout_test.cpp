#include "reports/text/layout.hpp"

#include <gmock/gmock.h>

namespace conform::reports {
namespace {

using testing::ElementsAre;

TEST(Layout, CountsColumnsNotBytes) {
  EXPECT_EQ(columns("naïve"), 5U);
  EXPECT_EQ(columns("日本"), 4U);
  EXPECT_EQ(columns("e\u0301"), 1U);
}

TEST(Layout, PadsToColumns) {
  EXPECT_EQ(pad_right("日", 4), "日  ");
  EXPECT_EQ(pad_left("7", 3), "  7");
  EXPECT_EQ(pad_right("long", 2), "long");
}

TEST(Layout, CutsWithAMark) {
  EXPECT_EQ(cut("abcd", 4), "abcd");
  EXPECT_EQ(cut("abcde", 4), "abc…");
  EXPECT_EQ(cut("日本語", 4), "日…");
}

TEST(Layout, WrapsAtSpaces) {
  EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("one two", 7), ElementsAre("one two"));
  EXPECT_THAT(wrap("", 7), ElementsAre(""));
}

TEST(Layout, BreaksWordsThatAreWiderThanALine) {
  EXPECT_THAT(wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(wrap("a bcdefgh", 4), ElementsAre("a bc", "defg", "h"));
  EXPECT_THAT(wrap("日本語", 3), ElementsAre("日", "本", "語"));
  EXPECT_THAT(wrap("日本", 1), ElementsAre("日", "本"));
}

TEST(Layout, KeepsLineFeedsAndLeadingSpaces) {
  EXPECT_THAT(wrap("a\n\n  b", 7), ElementsAre("a", "", "  b"));
  EXPECT_THAT(wrap("    abcdef", 6), ElementsAre("    ab", "cdef"));
}

}  // namespace
}  // namespace conform::reports
