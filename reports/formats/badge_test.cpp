#include "reports/formats/badge.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using nlohmann::json;

json written(const std::vector<Event>& events) {
  Badge report;
  emit(report, events);
  return json::parse(report.text());
}

TEST(Badge, WritesARunAsApproved) {
  Badge report;
  emit(report, gated_run());
  expect_approved("badge.txt", report.text());
}

TEST(Badge, HasTheColourOfTheConclusion) {
  Result passed;
  Result known = sample_failure();
  known.known = Known{"#12", ""};
  RunFinished end;
  end.conclusion = Conclusion::conformant;
  EXPECT_EQ(written({ResultReached{passed}, end})["color"], "brightgreen");
  EXPECT_EQ(written({ResultReached{passed}, end})["message"], "1 of 1 pass");
  EXPECT_EQ(written({ResultReached{passed}, ResultReached{known}, end})["color"], "yellowgreen");
  EXPECT_EQ(written({ResultReached{passed}, ResultReached{known}, end})["message"], "1 of 2 pass");
}

TEST(Badge, SaysWhenThereIsNothingToCount) {
  EXPECT_EQ(written(interrupted_run())["message"], "stopped early");
  EXPECT_EQ(written({})["isError"], true);
  RunFinished end;
  end.conclusion = Conclusion::nothing_run;
  EXPECT_EQ(written({end})["message"], "nothing ran");
}

TEST(Badge, HasNothingOfAServer) {
  EXPECT_LT(written(hostile_run()).dump().size(), 200U);
}

}  // namespace
}  // namespace conform::reports
