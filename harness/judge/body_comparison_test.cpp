#include "harness/judge/body_comparison.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using testing::HasSubstr;

/// "1.1.2.2.3.3."
BodyComparison three_parts() {
  return BodyComparison(
      {.text = "{n}.", .times = 2, .count = 3}, [](const Template& text) { return text; }, "body");
}

TEST(BodyComparison, TakesPiecesOfAnySize) {
  for (std::size_t size = 1; size <= 12; ++size) {
    auto comparison = three_parts();
    const std::string body = "1.1.2.2.3.3.";
    for (std::size_t at = 0; at < body.size(); at += size) comparison.take(body.substr(at, size));
    EXPECT_FALSE(comparison.differs()) << size;
    EXPECT_FALSE(comparison.end()) << size;
  }
}

TEST(BodyComparison, NamesTheFirstDifference) {
  auto comparison = three_parts();
  comparison.take("1.1.2.");
  comparison.take("3.2.");
  ASSERT_TRUE(comparison.differs());
  const auto mismatch = comparison.end().value();
  EXPECT_THAT(mismatch.expected, HasSubstr("\"2.\" at byte 6"));
  EXPECT_THAT(mismatch.got, HasSubstr("\"3.2.\""));
}

TEST(BodyComparison, MissesWhatDoesNotCome) {
  auto comparison = three_parts();
  comparison.take("1.1.2");
  EXPECT_FALSE(comparison.differs());
  EXPECT_THAT(comparison.end().value().got, HasSubstr("after 5 bytes"));
}

TEST(BodyComparison, TakesNoMoreThanIsExpected) {
  auto comparison = three_parts();
  comparison.take("1.1.2.2.3.3.");
  comparison.take("4");
  EXPECT_THAT(comparison.end().value().expected, HasSubstr("12 bytes"));
}

}  // namespace
}  // namespace conform
