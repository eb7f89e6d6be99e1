#include "harness/http/sse.hpp"

#include <gmock/gmock.h>

namespace conform::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<SseEvent> parse(std::string_view text) {
  return SseParser().push(text);
}

TEST(SseParser, GivesAnEventAtItsBlankLine) {
  SseParser parser;
  EXPECT_THAT(parser.push("event: data\ndata: hello\n"), IsEmpty());
  EXPECT_TRUE(parser.has_partial_event());
  const auto events = parser.push("\n");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].type, "data");
  EXPECT_EQ(events[0].data, "hello");
  EXPECT_THAT(events[0].lines, ElementsAre("event: data", "data: hello"));
  EXPECT_FALSE(parser.has_partial_event());
}

TEST(SseParser, TakesBytesOneByOneAsItTakesThemAtOnce) {
  const std::string text = "event: a\r\ndata: 1\r\ndata:2\r\n\r\ndata: 3\r\rdata: 4\n\n";
  SseParser parser;
  std::vector<std::string> data;
  for (const char c : text) {
    for (const auto& event : parser.push(std::string_view(&c, 1))) data.push_back(event.data);
  }
  EXPECT_THAT(data, ElementsAre("1\n2", "3", "4"));
  std::vector<std::string> at_once;
  for (const auto& event : parse(text)) at_once.push_back(event.data);
  EXPECT_EQ(at_once, data);
}

TEST(SseParser, RemovesOneSpaceAfterTheColonAndNoMore) {
  const auto events = parse("data:  x\n\n");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].data, " x");
}

TEST(SseParser, KeepsEmptyDataLines) {
  const auto events = parse("data\ndata:\ndata: \n\n");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].data, "\n\n");
}

TEST(SseParser, DropsWhatHasNoData) {
  EXPECT_THAT(parse("event: control\n\n"), IsEmpty());
}

TEST(SseParser, TakesAnEmptyTypeForNone) {
  for (const auto* text : {"event\ndata: x\n\n", "event: a\nevent:\ndata: x\n\n"}) {
    const auto events = parse(text);
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].type, "message");
  }
}

TEST(SseParser, PassesOverCommentsAndUnknownFields) {
  const auto events = parse(": ping\nfoo: bar\ndata: x\n\n");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].data, "x");
}

TEST(SseParser, PassesOverAByteOrderMark) {
  const auto events = parse(
      "\xEF\xBB\xBF"
      "data: x\n\n");
  ASSERT_THAT(events, SizeIs(1));
}

TEST(SseParser, GivesUpAnEventThatIsTooLarge) {
  SseParser parser(16);
  EXPECT_THAT(parser.push("data: " + std::string(64, 'x') + "\n\n"), IsEmpty());
  EXPECT_TRUE(parser.overflowed());
}

TEST(SseParser, AnEventThatIsTooLargeIsPartialWhereverItIsSplit) {
  SseParser whole(16);
  EXPECT_THAT(whole.push(std::string(64, 'x')), IsEmpty());
  EXPECT_TRUE(whole.has_partial_event());
  SseParser split(16);
  for (int i = 0; i < 64; ++i) EXPECT_THAT(split.push("x"), IsEmpty());
  EXPECT_TRUE(split.has_partial_event());
}

TEST(SseParser, GivesUpAnEventOfTooManyLines) {
  SseParser parser(1024);
  for (int i = 0; i < 1024; ++i) EXPECT_THAT(parser.push("x\n"), IsEmpty());
  EXPECT_TRUE(parser.overflowed());
}

TEST(SseParser, BoundsEachEventAndNotTheWholeStream) {
  SseParser parser(64);
  for (int i = 0; i < 100; ++i) EXPECT_THAT(parser.push("data: 12345\n\n"), SizeIs(1));
  EXPECT_FALSE(parser.overflowed());
}

}  // namespace
}  // namespace conform::http
