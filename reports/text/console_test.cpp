#include "reports/text/console.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <regex>
#include <sstream>

#include "harness/run/root_causes.hpp"
#include "reports/sample_run_test.hpp"
#include "reports/text/layout.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shown(const std::vector<Event>& events, ConsoleOptions options) {
  std::ostringstream out;
  Console console(out, options);
  emit(console, events);
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// What a terminal shows in the end: text after a carriage return overwrites the line.
std::string on_terminal(const std::string& text) {
  std::string screen;
  for (const auto& line : lines_of(text)) {
    std::string row;
    // One byte per column.
    std::istringstream parts(std::regex_replace(line, std::regex("…"), "."));
    for (std::string part; std::getline(parts, part, '\r');) {
      if (part.size() > row.size()) row.resize(part.size(), ' ');
      row.replace(0, part.size(), part);
    }
    screen += row.substr(0, row.find_last_not_of(' ') + 1) + '\n';
  }
  return screen;
}

std::vector<Event> failures(std::size_t count) {
  std::vector<Event> events{RunStarted{}};
  RootCauses causes;
  for (std::size_t n = 1; n <= count; ++n) {
    Result failure = sample_failure();
    failure.id = fmt::format("append.failure-{}", n);
    failure.requirements = {fmt::format("5.2/requirement-{}", n)};
    failure.message = "something else";
    causes.add(failure);
    events.emplace_back(ResultReached{failure});
  }
  RunFinished end;
  set_ranking(end, causes);
  events.emplace_back(end);
  return events;
}

std::vector<Event> ending(Conclusion conclusion) {
  RunFinished end;
  end.conclusion = conclusion;
  return {end};
}

TEST(Console, ExpectsNoNumberOfResultsFromACampaign) {
  RunStarted started;
  started.run_id = "fuzz";
  RunFinished end;
  end.stopped_early = "interrupted";
  const auto text = shown({started, end}, {});
  EXPECT_THAT(text, HasSubstr("Stopped early: interrupted.\n"));
  EXPECT_THAT(text, Not(HasSubstr("expected results")));
}

TEST(Console, ShowsARunAsApproved) {
  expect_approved("console.txt", shown(sample_run(), {}));
}

TEST(Console, ShowsEverythingWhenVerbose) {
  ConsoleOptions options;
  options.verbose = true;
  expect_approved("console-verbose.txt", shown(sample_run(), options));
}

TEST(Console, ShowsAnInterruptedRunAsApproved) {
  expect_approved("console-interrupted.txt", shown(interrupted_run(), {}));
}

TEST(Console, ShowsAHostileRunAsApproved) {
  expect_approved("console-hostile.txt", shown(hostile_run(), {}));
}

TEST(Console, ShowsWhatIsKnownAndWhatIsObjectedAsApproved) {
  expect_approved("console-gated.txt", shown(gated_run(), {}));
}

TEST(Console, LeavesNoCommandForACiSystem) {
  Result result = sample_failure();
  result.title = std::string(70, 'x') + " ::error::wrapped";
  result.message = "##[add-mask]x";
  result.evidence->got = "\n::stop-commands::x";
  result.evidence->curl = "::set-output name=x::y";
  RunFinished end;
  RootCauses causes;
  causes.add(result);
  set_ranking(end, causes);
  const std::string text = shown({RunStarted{}, ResultReached{result}, end}, {});
  EXPECT_THAT(text, HasSubstr("\\x3a:error::wrapped"));
  EXPECT_THAT(text, Not(HasSubstr("##[")));
  for (const auto& line : lines_of(text)) {
    EXPECT_FALSE(line.substr(std::min(line.find_first_not_of(' '), line.size())).starts_with("::"));
  }
}

TEST(Console, LetsNoControlByteOfAServerThrough) {
  EXPECT_TRUE(is_clean(shown(hostile_run(), {})));
}

TEST(Console, ColoursChangeNoWord) {
  ConsoleOptions options;
  options.colour = true;
  const std::string coloured = shown(sample_run(), options);
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  EXPECT_NE(coloured, plain);
  EXPECT_EQ(plain, shown(sample_run(), {}));
}

TEST(Console, KeepsToItsColumnsButForShellLines) {
  for (const unsigned columns_given : {40U, 80U, 132U}) {
    ConsoleOptions options;
    options.columns = columns_given;
    for (const auto& line : lines_of(shown(sample_run(), options))) {
      if (line.starts_with("    curl ") || line.starts_with("    S=")) continue;
      EXPECT_LE(columns(line), columns_given) << line;
    }
  }
}

TEST(Console, ProgressLeavesNoTrace) {
  ConsoleOptions options;
  options.progress = true;
  const std::string drawn = shown(sample_run(), options);
  EXPECT_THAT(drawn, HasSubstr("\r8/21  1 warn, 1 fail  append.seq-compares-bytes"));
  EXPECT_EQ(on_terminal(drawn), on_terminal(shown(sample_run(), {})));
}

TEST(Console, ProgressLeavesNoTraceBetweenVerboseLines) {
  ConsoleOptions options;
  options.verbose = true;
  const std::string plain = shown(sample_run(), options);
  options.progress = true;
  EXPECT_EQ(on_terminal(shown(sample_run(), options)), on_terminal(plain));
}

TEST(Console, ShowsManyCausesOnAScreenOrTwo) {
  const std::string text = shown(failures(400), {});
  EXPECT_THAT(text, HasSubstr("400 causes, 400 failures"));
  EXPECT_THAT(text, HasSubstr("… and 392 more causes (--html FILE shows all)"));
  EXPECT_LT(lines_of(text).size(), 120U);
}

TEST(Console, NamesReportsOnlyWhereSomeAreWritten) {
  ConsoleOptions options;
  options.other_reports = true;
  EXPECT_THAT(shown(failures(23), options), HasSubstr("… and 15 more causes (in the reports)"));
}

TEST(Console, EndsWithTheFailureToStartWith) {
  const std::string text = shown(failures(2), {});
  const auto start = text.find("-- start here ");
  ASSERT_NE(start, std::string::npos);
  EXPECT_THAT(text.substr(start), HasSubstr("FAIL  append.failure-1\n"));
  EXPECT_THAT(text.substr(start), HasSubstr("Start with append.failure-1."));
}

TEST(Console, ShowsAllFailuresWhenVerbose) {
  ConsoleOptions options;
  options.verbose = true;
  EXPECT_THAT(shown(failures(23), options), HasSubstr("FAIL  append.failure-23\n"));
}

TEST(Console, SaysWhatTheExitCodeMeans) {
  EXPECT_THAT(shown(ending(Conclusion::conformant), {}),
              HasSubstr("\nNO FAILURES IN THE TESTS THAT RAN\n"));
  EXPECT_THAT(shown(ending(Conclusion::violations), {}), HasSubstr("\nFAILED\n"));
  EXPECT_THAT(shown(ending(Conclusion::nothing_run), {}), HasSubstr("Exit status 2: nothing ran."));
  EXPECT_THAT(shown(ending(Conclusion::not_judged), {}), HasSubstr("\nNOT TESTED\n"));
}

TEST(Console, NeverShowsCredentials) {
  ConsoleOptions options;
  options.verbose = true;
  const std::string text = shown(sample_run(), options);
  EXPECT_THAT(text, HasSubstr("> Authorization: «hidden»"));
  EXPECT_THAT(text, Not(HasSubstr("s3cr3t")));
}

}  // namespace
}  // namespace conform::reports
