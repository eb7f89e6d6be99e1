#include "reports/text/clean.hpp"

#include <gtest/gtest.h>

#include <string>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

TEST(Clean, LeavesTextAsItIs) {
  EXPECT_EQ(clean_line("Größe: 10 € 日本 😀"), "Größe: 10 € 日本 😀");
}

TEST(Clean, ShowsControlBytes) {
  EXPECT_EQ(clean_line(std::string_view("a\0b\x1b[31m\x7f\r\n\t", 12)),
            R"(a\x00b\x1b[31m\x7f\r\n\t)");
  EXPECT_EQ(clean_line("\u0085"), R"(\u{85})");
}

TEST(Clean, ShowsWhatHidesOrReorders) {
  EXPECT_EQ(clean_line("a\u202eb\u200bc\ufeff"), R"(a\u{202e}b\u{200b}c\u{feff})");
}

TEST(Clean, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(clean_line("\xff"), R"(\xff)");
  EXPECT_EQ(clean_line("\xc0\xaf"), R"(\xc0\xaf)") << "overlong";
  EXPECT_EQ(clean_line("\xed\xa0\x80"), R"(\xed\xa0\x80)") << "surrogate";
  EXPECT_EQ(clean_line("\xf4\x90\x80\x80"), R"(\xf4\x90\x80\x80)") << "above U+10FFFF";
  EXPECT_EQ(clean_line("\xe2\x82"), R"(\xe2\x82)") << "cut off";
}

TEST(Clean, EveryPairOfBytesBecomesClean) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      ASSERT_TRUE(is_clean(clean_text(bytes))) << first << ' ' << second;
      ASSERT_TRUE(is_clean(quote(bytes))) << first << ' ' << second;
    }
  }
}

TEST(Clean, OnlyTextKeepsLineFeeds) {
  EXPECT_EQ(clean_text("a\nb\r\n"), "a\nb\\r\n");
  EXPECT_EQ(clean_line("a\nb"), "a\\nb");
}

TEST(Clean, CutsAndSaysSo) {
  EXPECT_EQ(clean_line("abcdef", 6), "abcdef");
  EXPECT_EQ(clean_line("abcdef", 5), "abcde… (1 more bytes)");
  EXPECT_EQ(clean_line("\x1b\x1b\x1b", 8), "\\x1b\\x1b… (1 more bytes)");
  EXPECT_LT(clean_text(std::string(std::size_t{4} << 20, '\xff')).size(), max_text_chars + 40);
}

TEST(Clean, CutsLongWordsInTheMiddle) {
  const std::string name = "http://host/begin-" + std::string(8000, 'x') + "-end";
  const std::string shown = with_shortened_words("such as " + name + " and\nmore");
  EXPECT_LT(shown.size(), 240U);
  EXPECT_TRUE(shown.starts_with("such as http://host/begin-x"));
  EXPECT_TRUE(shown.ends_with("x-end and\nmore"));
  EXPECT_NE(shown.find(" bytes)"), std::string::npos);
  EXPECT_EQ(with_shortened_words("short words stay"), "short words stay");
  std::string accents;
  for (int i = 0; i < 400; ++i) accents += "\u00e9";
  EXPECT_EQ(clean_line(with_shortened_words(accents)).find("\\x"), std::string::npos);
}

TEST(Clean, QuotesSoThatTheBytesCouldBeTold) {
  EXPECT_EQ(quote(""), R"("")");
  EXPECT_EQ(quote("it's"), R"("it's")");
  EXPECT_EQ(quote(R"({"a":1})"), R"('{"a":1}')");
  EXPECT_EQ(quote(R"("it's")"), R"("\"it's\"")");
  EXPECT_EQ(quote(R"(\x1b)"), R"("\\x1b")");
  EXPECT_EQ(quote("\x1b"), R"("\x1b")");
  EXPECT_EQ(quote("abc", 2), R"("ab"…)");
}

TEST(WithoutCommands, LeavesNothingThatACiSystemWouldObey) {
  EXPECT_EQ(without_commands("::error::x"), "\\x3a:error::x");
  EXPECT_EQ(without_commands("  \u00a0\u3000::stop-commands::x"),
            "  \u00a0\u3000\\x3a:stop-commands::x");
  EXPECT_EQ(without_commands("got\n ::error::x"), "got\n \\x3a:error::x");
  EXPECT_EQ(without_commands(":::"), "\\x3a::");
  EXPECT_EQ(without_commands("a ##[error]x"), "a \\x23#[error]x");
  EXPECT_EQ(without_commands("###vso[task.x]"), "#\\x23#vso[task.x]");
  EXPECT_EQ(without_commands("a::b, ## [x], #[x]"), "a::b, ## [x], #[x]");
}

}  // namespace
}  // namespace conform::reports
