#include "harness/durability/difference_words.hpp"

#include <gtest/gtest.h>

namespace conform::durability {
namespace {

TEST(DifferenceWords, NameTheFirstMessageThatDiffers) {
  EXPECT_EQ(difference_words({"1", "2"}, {"1", "3"}, Content::json),
            "2 messages; message 1 is \"3\"");
  EXPECT_EQ(difference_words({"1", "2"}, {"1"}, Content::json),
            "1 messages; message 1 is missing: \"2\"");
  EXPECT_EQ(difference_words({"1"}, {"1", "2"}, Content::json), "2 messages; message 1 is \"2\"");
}

TEST(DifferenceWords, NameTheFirstByteThatDiffers) {
  EXPECT_EQ(difference_words({"ab"}, {"ac"}, Content::text), "2 bytes; from byte 1 on: \"c\"");
  EXPECT_EQ(difference_words({"ab"}, {"a"}, Content::text),
            "1 bytes; from byte 1 on these are missing: \"b\"");
}

TEST(DifferenceWords, EqualContentsHaveASizeOnly) {
  EXPECT_EQ(difference_words({"1", "2"}, {"1", "2"}, Content::json), "2 messages");
  EXPECT_EQ(difference_words({}, {}, Content::json), "0 messages");
  EXPECT_EQ(difference_words({"ab"}, {"a", "b"}, Content::text), "2 bytes");
}

}  // namespace
}  // namespace conform::durability
