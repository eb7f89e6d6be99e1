#include "harness/scenario/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conform {
namespace {

TEST(EditDistance, CountsChangesAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("status", "status"), 0U);
  EXPECT_EQ(edit_distance("satus", "status"), 1U);
  EXPECT_EQ(edit_distance("statuss", "status"), 1U);
  EXPECT_EQ(edit_distance("stadus", "status"), 1U);
  EXPECT_EQ(edit_distance("sattus", "status"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, IsTheFirstOfTheClosest) {
  static constexpr std::array<std::string_view, 3> names{"header", "headed", "body"};
  EXPECT_EQ(nearest("heade", names), "header");
  EXPECT_EQ(nearest("bdy", names), "body");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Unknown, AsksForTheNearest) {
  static constexpr std::array<std::string_view, 2> names{"title", "id"};
  EXPECT_EQ(unknown("key", "titel", names), "unknown key 'titel', did you mean 'title'?");
  EXPECT_EQ(unknown("key", "titel", {}), "unknown key 'titel'");
}

}  // namespace
}  // namespace conform
