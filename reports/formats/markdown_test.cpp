#include "reports/formats/markdown.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <sstream>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string written(const std::vector<Event>& events) {
  Markdown report;
  emit(report, events);
  return report.text();
}

/// Everything outside fences, code spans and code elements: all that is interpreted as markup.
std::string outside_of_code(const std::string& text) {
  std::string out;
  std::string fence;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string marks = line.substr(0, line.find_first_not_of('`'));
    if (!fence.empty()) {
      if (line == fence) fence.clear();
      continue;
    }
    const bool opens = marks.size() >= 3 && line.find('`', marks.size()) == std::string::npos;
    if (opens) {
      fence = marks;
      continue;
    }
    for (std::size_t i = 0; i < line.size();) {
      const auto run = line.find_first_not_of('`', i) - i;
      if (line[i] != '`') {
        out += line[i++];
        continue;
      }
      const std::string mark(run, '`');
      const auto end = line.find(mark, i + run);
      i = end == std::string::npos ? line.size() : end + run;
    }
    out += '\n';
  }
  return out;
}

TEST(Markdown, WritesARunAsApproved) {
  expect_approved("markdown.txt", written(gated_run()));
}

TEST(Markdown, HasNoMarkupOfAServer) {
  std::vector<Event> events = hostile_run();
  const std::string attack =
      "`` ``` ```` </code></details><img src=x> [a](http://evil) @everyone #1 ![b](c) <!-- | # h";
  for (const Verdict verdict : all_verdicts) {
    Result result = sample_failure();
    result.verdict = verdict;
    result.id = result.suite = result.title = result.message = result.why = result.place = attack;
    result.requirements = {attack};
    result.evidence->expected = result.evidence->curl = attack + "\n```\n" + attack;
    result.evidence->got = "\n````\n";
    for (auto& exchange : result.evidence->exchanges) exchange.response.body = attack;
    events.insert(events.end() - 1, ResultReached{result});
    result.known = Known{attack, attack};
    events.insert(events.end() - 1, ResultReached{result});
  }
  auto& end = std::get<RunFinished>(events.back());
  end.start_with = attack;
  end.stopped_early = attack;
  end.notes = end.objections = {attack, "```\n" + attack};
  std::get<RunStarted>(events.front()).target = attack;
  const std::string text = written(events);
  EXPECT_TRUE(is_clean(text));
  const std::string markup = outside_of_code(text);
  for (const char* mark : {"evil", "everyone", "<img", "<!--"}) {
    const auto at = markup.find(mark);
    if (at == std::string::npos) continue;
    // In a summary, which is HTML, it is in a code element and escaped.
    const auto line = markup.rfind('\n', at) + 1;
    EXPECT_THAT(markup.substr(line, markup.find('\n', at) - line),
                testing::MatchesRegex("<details><summary>[a-z]+ <code>[^<>]*</code></summary>"));
  }
  EXPECT_THAT(markup, Not(HasSubstr("<img")));
}

TEST(Markdown, LeavesNoCommandForACiSystem) {
  Result result = sample_failure();
  result.evidence->got = "\n::error::x\n##[error]y";
  const std::string text = written({ResultReached{result}, RunFinished{}});
  EXPECT_THAT(text, Not(HasSubstr("\n::")));
  EXPECT_THAT(text, Not(HasSubstr("##[")));
}

TEST(Markdown, StaysBelowTheLimitOfASummary) {
  std::vector<Event> events = hostile_run();
  const Event end = events.back();
  events.pop_back();
  for (int n = 0; n < 2000; ++n) {
    Result failure = sample_failure();
    failure.id = fmt::format("append.failure-{}", n);
    failure.evidence->got.assign(20'000, '\x1b');
    events.emplace_back(ResultReached{std::move(failure)});
  }
  events.push_back(end);
  const std::string text = written(events);
  EXPECT_LE(text.size(), max_markdown_bytes);
  EXPECT_THAT(text, HasSubstr(" more, which do not fit here"));
}

TEST(Markdown, SaysThatARunWasCutOff) {
  EXPECT_THAT(written(interrupted_run()), HasSubstr("Stopped early: ` interrupted `"));
}

}  // namespace
}  // namespace conform::reports
