#include "reports/text/time_text.hpp"

#include <gtest/gtest.h>

namespace conform::reports {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, WritesDurationsForPeople) {
  EXPECT_EQ(in_words(420us), "0.42 ms");
  EXPECT_EQ(in_words(9999us), "10 ms");
  EXPECT_EQ(in_words(999600us), "1.00 s");
  EXPECT_EQ(in_words(5200ms), "5.20 s");
  EXPECT_EQ(in_words(200s), "3 min 20 s");
  EXPECT_EQ(milliseconds(3140us), "3.1");
  EXPECT_EQ(milliseconds(5s), "5000");
}

}  // namespace
}  // namespace conform::reports
