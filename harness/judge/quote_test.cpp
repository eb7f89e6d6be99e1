#include "harness/judge/quote.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(Quote, PrintableTextStaysAsItIs) {
  EXPECT_EQ(quote("größe ✓"), "\"größe ✓\"");
}

TEST(Quote, QuotesAndBackslashesAreEscaped) {
  EXPECT_EQ(quote(R"(a"b\c)"), R"("a\"b\\c")");
}

TEST(Quote, ControlsAndBrokenUtf8AreEscaped) {
  EXPECT_EQ(quote(std::string_view("\r\n\t\0\x1b", 5)), R"("\r\n\t\x00\x1b")");
  EXPECT_EQ(quote("\xff\xc3"), R"("\xff\xc3")");
  EXPECT_EQ(quote("\xc2\x9b"), R"("\xc2\x9b")");
}

TEST(Quote, LongTextIsCutAndCounted) {
  EXPECT_EQ(quote("abcdef", 4), "\"abcd\" and 2 more bytes");
  EXPECT_EQ(quote("abcd", 4), "\"abcd\"");
  EXPECT_EQ(quote("abcé!", 4), "\"abcé\" and 1 more bytes");
}

}  // namespace
}  // namespace conform
