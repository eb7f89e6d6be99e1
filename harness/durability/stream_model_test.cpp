#include "harness/durability/stream_model.hpp"

#include <gtest/gtest.h>

namespace conform::durability {
namespace {

StreamModel text_stream(Units units) {
  StreamModel stream;
  stream.state = StreamModel::State::alive;
  stream.units = std::move(units);
  return stream;
}

TEST(Settle, AcknowledgedContentAloneIsRight) {
  auto stream = text_stream({"ab", "cd"});
  EXPECT_EQ(settle(stream, {"abcd"}, false), Difference::none);
}

TEST(Settle, MissingContentIsLost) {
  auto stream = text_stream({"ab", "cd"});
  EXPECT_EQ(settle(stream, {"abc"}, false), Difference::lost);
  EXPECT_EQ(settle(stream, {}, false), Difference::lost);
}

TEST(Settle, ContentTwiceOrInAnotherOrderIsAChange) {
  auto stream = text_stream({"ab", "cd"});
  EXPECT_EQ(settle(stream, {"abcdcd"}, false), Difference::changed);
  EXPECT_EQ(settle(stream, {"cdab"}, false), Difference::changed);
}

TEST(Settle, OverlappingAppendsMayBeInAnyOrder) {
  auto stream = text_stream({"ab"});
  stream.required = {{{"<1>"}, false}, {{"<2>"}, false}};
  stream.optional = {{{"<3>"}, false}};
  auto other = stream;
  EXPECT_EQ(settle(stream, {"ab<2><1>"}, false), Difference::none);
  EXPECT_EQ(settle(other, {"ab<3><1><2>"}, false), Difference::none);
}

TEST(Settle, AnAcknowledgedAppendAmongOthersMustBeThere) {
  auto stream = text_stream({"ab"});
  stream.required = {{{"<1>"}, false}};
  stream.optional = {{{"<2>"}, false}};
  EXPECT_EQ(settle(stream, {"ab<2>"}, false), Difference::lost);
}

TEST(Settle, PartOfAnUnansweredAppendIsHalf) {
  auto stream = text_stream({"ab"});
  stream.optional = {{{"<12345>"}, false}};
  EXPECT_EQ(settle(stream, {"ab<123"}, false), Difference::half);
}

TEST(Settle, WhatWasAbsentMustNotReturn) {
  auto stream = text_stream({"ab"});
  stream.optional = {{{"<1>"}, false}};
  ASSERT_EQ(settle(stream, {"ab"}, false), Difference::none);
  EXPECT_EQ(settle(stream, {"ab<1>"}, false), Difference::changed);
}

TEST(Settle, WhatWasPresentMustStay) {
  auto stream = text_stream({"ab"});
  stream.optional = {{{"<1>"}, false}};
  ASSERT_EQ(settle(stream, {"ab<1>"}, false), Difference::none);
  EXPECT_EQ(settle(stream, {"ab"}, false), Difference::lost);
}

TEST(Settle, AnAppendThatClosesTakesItsClosureWithIt) {
  auto stream = text_stream({"ab"});
  stream.optional = {{{"<1>"}, true}};
  auto closed = stream;
  EXPECT_EQ(settle(stream, {"ab<1>"}, false), Difference::open);
  EXPECT_EQ(settle(closed, {"ab<1>"}, true), Difference::none);
}

TEST(Settle, JsonMessagesKeepTheirBoundaries) {
  StreamModel stream;
  stream.content = Content::json;
  stream.units = {R"({"n":1})", R"({"n":2})"};
  EXPECT_EQ(settle(stream, *units_of(R"([{"n":1},{"n":2}])", Content::json), false),
            Difference::none);
  EXPECT_EQ(settle(stream, *units_of(R"([[{"n":1},{"n":2}]])", Content::json), false),
            Difference::changed);
}

TEST(Settle, AProducersRequestIsKnownToBeThereOrNot) {
  auto stream = text_stream({"ab"});
  const Piece piece{{"<1>"}, false};
  stream.optional = {piece};
  stream.open_claim = OpenClaim{{0, 0, piece}};
  auto without = stream;
  ASSERT_EQ(settle(stream, {"ab<1>"}, false), Difference::none);
  EXPECT_TRUE(stream.open_claim->is_stored);
  ASSERT_EQ(settle(without, {"ab"}, false), Difference::none);
  EXPECT_FALSE(without.open_claim->is_stored);
}

}  // namespace
}  // namespace conform::durability
