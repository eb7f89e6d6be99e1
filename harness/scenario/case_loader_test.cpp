// Cases: what a row may hold, how lists are combined, and steps of a row's own.
#include <gmock/gmock.h>

#include "harness/scenario/loader.hpp"

namespace conform {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

using Scenarios = std::vector<Scenario>;

Expected<Scenarios, std::string> load_cases(const std::string& cases, const std::string& step) {
  const std::string text = "[suite]\nid = 't'\ntitle = 'T'\n[[scenario]]\nid = 't.a'\n" +
                           ("title = 'A'\nstep = [ " + step + " ]\ncases = " + cases + "\n");
  const std::vector<SuiteFolder> folders{{"suites/t", {{"a.toml", text}}}};
  const auto catalogue = load(folders);
  if (catalogue) return catalogue->suites.front().scenarios;
  std::string lines;
  for (const LoadError& error : catalogue.error()) lines += error.message + "\n";
  return unexpected(lines);
}

std::vector<std::string> methods_of(const Scenario& scenario) {
  std::vector<std::string> methods;
  for (const Step& step : scenario.steps) {
    const auto* send = std::get_if<SendStep>(&step.action);
    methods.push_back(send != nullptr ? send->request.method : "read");
  }
  return methods;
}

constexpr auto read_content = "{ read = '{s}', expect = { body = '{content}' } }";

constexpr auto two_lists = R"([
  [ { case = "a NUL byte", content = "a\u0000" }, { case = "text", content = "b" } ],
  [
    { case = "by PUT", step = [ { send = "PUT {s}", body = "{content}" } ] },
    { case = "by POST", step = [
      { send = "PUT {s}" },
      { send = "POST {s}" },
        { body = "{content}" },
    ] },
  ],
])";

TEST(CaseLists, AreCombinedEachWithEach) {
  const auto scenarios = load_cases(two_lists, read_content).value();
  ASSERT_EQ(scenarios.size(), 4U);
  EXPECT_EQ(scenarios[0].id, "t.a[a NUL byte, by PUT]");
  EXPECT_EQ(scenarios[1].id, "t.a[a NUL byte, by POST]");
  EXPECT_EQ(scenarios[2].id, "t.a[text, by PUT]");
  EXPECT_THAT(scenarios[2].variables, ElementsAre(Pair("content", "b")));
}

TEST(CaseLists, PutTheStepsOfARowBeforeThoseOfTheScenario) {
  const auto scenarios = load_cases(two_lists, read_content).value();
  ASSERT_EQ(scenarios.size(), 4U);
  EXPECT_THAT(methods_of(scenarios[0]), ElementsAre("PUT", "read"));
  EXPECT_THAT(methods_of(scenarios[3]), ElementsAre("PUT", "POST", "read"));
  EXPECT_TRUE(is_under_test(scenarios[3], 2));
  EXPECT_THAT(scenarios[3].needs, UnorderedElementsAre("append", "read"));
  EXPECT_THAT(scenarios[0].needs, UnorderedElementsAre("read"));
}

TEST(CaseLists, MaySetAVariableOnlyOnce) {
  EXPECT_EQ(load_cases("[ [ { case = 'a', content = '1' } ], [ { case = 'b', content = '2' } ] ]",
                       read_content)
                .error(),
            "two lists of cases set the variable 'content'\n");
}

TEST(CaseSteps, MayUseVariablesThatTheOthersDoNotSet) {
  const auto scenarios = load_cases(
      "[ { case = 'a', name = 'x', step = [ { send = 'PUT {s}{name}' } ] }, { case = 'b' } ]",
      "{ send = 'GET {s}', expect = { status = 200 } }");
  ASSERT_TRUE(scenarios) << scenarios.error();
  EXPECT_EQ(scenarios->size(), 2U);
}

TEST(CaseValues, MayBeGivenLikeABody) {
  const auto scenarios = load_cases(
      "[ { case = 'a', content = { hex = '7b61ff' } }, "
      "{ case = 'b', content = { repeat = '{s}', times = 2 } } ]",
      read_content);
  ASSERT_TRUE(scenarios) << scenarios.error();
  EXPECT_THAT(scenarios->at(0).variables, ElementsAre(Pair("content", "{{a\xff")));
  EXPECT_THAT(scenarios->at(1).variables, ElementsAre(Pair("content", "{s}{s}")));
}

TEST(CaseValues, AreNotTooLarge) {
  EXPECT_EQ(
      load_cases("[ { case = 'a', content = { repeat = 'x', times = 2000000 } } ]", read_content)
          .error(),
      "a value of 2000000 bytes is too large for a case: at most 1048576\n");
}

TEST(CaseLists, ShareTheirSteps) {
  const auto scenarios = load_cases(two_lists, read_content).value();
  ASSERT_EQ(scenarios.size(), 4U);
  EXPECT_EQ(&scenarios[0].steps.list(), &scenarios[2].steps.list());
  EXPECT_NE(&scenarios[0].steps.list(), &scenarios[1].steps.list());
}

TEST(Copies, OfAStepAreNumbered) {
  const auto scenarios = load_cases(
      "[ { case = 'a' } ]",
      "{ open = 'GET {s}?live=sse&offset=-1', as = 'reader-*', copies = 3, until = 'sent' },"
      "{ await = 'reader-*', copies = 3, tests = true, expect = { event_data = '' } }");
  ASSERT_TRUE(scenarios) << scenarios.error();
  const auto& steps = scenarios->front().steps;
  ASSERT_EQ(steps.size(), 6U);
  EXPECT_EQ(steps[2].label, "reader-3");
  EXPECT_EQ(std::get<AwaitStep>(steps[3].action).name, "reader-1");
  EXPECT_TRUE(is_under_test(scenarios->front(), 3));
}

TEST(Letters, NeedTheirNumber) {
  EXPECT_THAT(load_cases("[ { case = 'a', content = '{letters:many}' } ]", read_content).error(),
              StartsWith("{letters} needs their number, of at most eight digits: {letters:4096}"));
}

}  // namespace
}  // namespace conform
