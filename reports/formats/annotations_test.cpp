#include "reports/formats/annotations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

std::string written(const std::vector<Event>& events) {
  Annotations report;
  emit(report, events);
  return report.text();
}

TEST(Annotations, TellARunAsApproved) {
  expect_approved("annotations.txt", written(gated_run()));
}

TEST(Annotations, AreNothingButOursWhateverAServerSends) {
  std::vector<Event> events = hostile_run();
  Result result = sample_failure();
  result.id = "x::error::y";
  result.title = "a,file=b: c%0A::add-mask::d";
  result.message = "##vso[task.complete]##[error]##teamcity[x]";
  events.insert(events.end() - 1, ResultReached{result});
  const std::string text = written(events);
  EXPECT_TRUE(is_clean(text));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, MatchesRegex("::(error|warning|notice) title=[^:,]*::.*"));
  }
  EXPECT_THAT(text, Not(HasSubstr("##")));
  EXPECT_THAT(text, HasSubstr("title=fail x%3A%3Aerror%3A%3Ay::a,file=b: c%250A::add-mask::d"));
}

TEST(Annotations, AreNoMoreThanGitHubShows) {
  std::vector<Event> events;
  for (int n = 0; n < 23; ++n) {
    Result failure = sample_failure();
    failure.id = fmt::format("append.failure-{}", n);
    events.emplace_back(ResultReached{failure});
  }
  RunFinished end;
  end.conclusion = Conclusion::violations;
  events.emplace_back(end);
  const std::string text = written(events);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_THAT(text, HasSubstr("::14 more are in the other reports\n"));
}

TEST(Annotations, SayThatNothingWasRun) {
  RunFinished end;
  end.conclusion = Conclusion::nothing_run;
  EXPECT_EQ(written({end}), "::error title=conform::Nothing ran\n");
  EXPECT_THAT(written({}), HasSubstr("the run did not finish"));
}

}  // namespace
}  // namespace conform::reports
