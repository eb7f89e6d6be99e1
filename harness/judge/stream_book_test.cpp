#include "harness/judge/stream_book.hpp"

#include <gtest/gtest.h>

#include "harness/judge/bench.hpp"

namespace conform {
namespace {

TEST(StreamKey, IsTheUrlWithoutItsQueryInOneSpelling) {
  EXPECT_EQ(stream_key("http://h:1/a?offset=1"), "http://h:1/a");
  EXPECT_EQ(stream_key("http://h/%61%7e"), "http://h/a~");
  EXPECT_EQ(stream_key("http://h/a%2fb"), "http://h/a%2Fb");
  EXPECT_NE(stream_key("http://h/a%2fb"), stream_key("http://h/a/b"));
  EXPECT_EQ(stream_key("http://h/%25%zz%"), "http://h/%25%zz%");
}

TEST(StreamBook, ForgetsTheStreamUnusedForLongest) {
  StreamBook book(2);
  const auto* first = &book.of("http://h/1");
  const auto* second = &book.of("http://h/2");
  EXPECT_EQ(&book.of("http://h/1?offset=-1"), first);
  EXPECT_NE(&book.of("http://h/3"), second);
  EXPECT_EQ(&book.of("http://h/1"), first);
}

TEST(StreamBook, KeepsAStreamWithARequestUnderWay) {
  StreamBook book(1);
  auto& first = book.of("http://h/1");
  first.sent(Shot("POST", "", "/1").exchange, 1);
  EXPECT_TRUE(book.of("http://h/2").is_idle());
  EXPECT_FALSE(book.of("http://h/1").is_idle());
}

}  // namespace
}  // namespace conform
