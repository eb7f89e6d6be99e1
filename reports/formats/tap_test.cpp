#include "reports/formats/tap.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <sstream>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string written(const std::vector<Event>& events) {
  Tap report;
  emit(report, events);
  return report.text();
}

TEST(Tap, WritesARunAsApproved) {
  expect_approved("tap.txt", written(gated_run()));
}

TEST(Tap, HasOnlyLinesOfItsOwnWhateverAServerSends) {
  const std::string text = written(hostile_run());
  EXPECT_TRUE(is_clean(text));
  const std::regex line_of_ours(
      "TAP version 14|1\\.\\.[0-9]+|(not )?ok [0-9]+ - .*|  (---|\\.\\.\\.|[a-z]+: .*)|Bail out! "
      ".*");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    // Texts that would overflow the stack of std::regex need not be matched as a whole.
    EXPECT_TRUE(std::regex_match(line.substr(0, 200), line_of_ours)) << line;
  }
}

TEST(Tap, EscapesWhatWouldBeADirective) {
  Result passed;
  passed.id = "a # TODO b\\";
  EXPECT_THAT(written({ResultReached{passed}}), HasSubstr("ok 1 - a \\# TODO b\\\\\n"));
}

TEST(Tap, BailsOutAfterItsPlanWhenTheRunDidNotEnd) {
  const std::string text = written(interrupted_run());
  EXPECT_THAT(text, EndsWith("Bail out! interrupted\n"));
  EXPECT_THAT(text, StartsWith("TAP version 14\n1.."));
  EXPECT_EQ(written({RunStarted{}, RunFinished{}}),
            "TAP version 14\n1..0\nBail out! no scenario was run\n");
}

}  // namespace
}  // namespace conform::reports
