#include "reports/saved/saved_run.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "reports/formats/json.hpp"
#include "reports/sample_run_test.hpp"
#include "reports/saved/entry_json.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;

std::string report_of(const std::vector<Event>& events) {
  Json report;
  emit(report, events);
  return report.text();
}

std::string events_of(const std::vector<Event>& events) {
  std::string out;
  for (const auto& event : events) out += to_line(entry_of(event, sample_context()));
  return out;
}

/// The JSON report written from a run that was read.
std::string told_again(const Run& run) {
  Json report;
  emit(run, [&](const Entry& entry) { report.on(entry); });
  return report.text();
}

std::string problem_with(const std::string& text) {
  const auto run = run_from(text, sample_context());
  return run ? "none" : run.error();
}

TEST(SavedRun, IsToldAgainAsItWas) {
  for (const auto& events : {sample_run(), gated_run(), hostile_run(), interrupted_run()}) {
    const std::string report = report_of(events);
    EXPECT_EQ(told_again(run_from(report, sample_context()).value()), report);
    EXPECT_EQ(told_again(run_from(events_of(events), sample_context()).value()), report);
  }
}

TEST(SavedRun, WithoutItsEndWasStoppedEarly) {
  auto events = sample_run();
  events.pop_back();
  std::string text = events_of(events);
  text.resize(text.size() - 10);
  const auto run = run_from(text, sample_context());
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->findings.size(), 20U);
  EXPECT_EQ(run->closing.stopped_early, "the events file ends before the run does");
  EXPECT_EQ(run->closing.conclusion, Conclusion::not_judged);
  EXPECT_EQ(run->closing.start_with, "append.seq-compares-bytes");
}

TEST(SavedRun, SaysWhenAReportIsCutOff) {
  const std::string report = report_of(sample_run());
  for (std::size_t size = 1; size + 2 < report.size(); size += 97) {
    EXPECT_EQ(problem_with(report.substr(0, size)), "it is incomplete: the JSON has no end");
  }
}

TEST(SavedRun, SaysWhatIsNoSavedRun) {
  EXPECT_EQ(problem_with(""), "it is empty");
  EXPECT_EQ(problem_with("<html>"), "it is not JSON, at byte 1");
  EXPECT_THAT(problem_with("{}"), HasSubstr("it contains no results"));
  EXPECT_THAT(problem_with("[1]"), HasSubstr("it contains no results"));
  EXPECT_THAT(problem_with(R"({"conform": "0.1.0", "scenarios": 7})"),
              HasSubstr("scenarios must be a list"));
  EXPECT_EQ(problem_with(R"({"conform": "0.1.0", "scenarios": [{"id": "a", "verdict": 1}]})"),
            "scenarios[0].verdict must be a text");
}

TEST(SavedRun, SaysWhichLineOfEventsIsWrong) {
  const std::string start = R"({"event": "started", "conform": "0.1.0"})";
  EXPECT_EQ(problem_with(start + "\n" + start + "\n"), "line 2: a run begins for the second time");
  EXPECT_THAT(problem_with(start + "\n{broken\n"), HasSubstr("line 2: it is not JSON"));
  EXPECT_EQ(problem_with(R"({"event": "behaviour"})"), "line 1: a behaviour outside of the run");
}

TEST(SavedRun, OfANewerMajorVersionIsRefused) {
  EXPECT_THAT(problem_with(R"({"conform": "1.0.0", "scenarios": []})"),
              HasSubstr("it was written by conform 1.0.0"));
  EXPECT_EQ(problem_with(R"({"conform": "0.9.0", "scenarios": [], "future": {}})"), "none");
}

TEST(SavedRun, IsNotLedIntoTheDepth) {
  const std::string nested(5'000'000, '[');
  EXPECT_EQ(problem_with(nested), "it is nested too deeply");
  EXPECT_EQ(problem_with(R"({"conform": "0.1.0", "scenarios": [], "x": )" + nested +
                         std::string(nested.size(), ']') + "}"),
            "it is nested too deeply");
  EXPECT_EQ(problem_with(R"({"conform": "0.1.0", "scenarios": [], "x": "\"[)" + nested + "\"}"),
            "none");
}

TEST(SavedRun, IsReadInTimeThatGrowsWithItsSizeAlone) {
  std::string text = R"({"conform": "0.1.0", "scenarios": [)";
  for (int n = 0; n < 200'000; ++n) text += R"({"id": "a", "verdict": "pass"},)";
  text.back() = ']';
  const auto run = run_from(text + "}", sample_context());
  ASSERT_TRUE(run);
  EXPECT_EQ(run->findings.size(), 200'000U);
}

TEST(SavedRun, AnObjectOfManyMembersIsRefused) {
  std::string members = R"("x": [1, ",)";
  members += std::string(2000, ',') + "\"]";
  EXPECT_EQ(problem_with("{" + members + "}").find("members"), std::string::npos);
  for (int i = 0; i < 1000; ++i) members += fmt::format(R"(, "{}": 1)", i);
  EXPECT_EQ(problem_with("{" + members + "}"), "an object in it has more than 1000 members");
}

TEST(SavedRun, IsBounded) {
  const std::string path =
      testing::TempDir() + "saved_run_test-" + std::to_string(::getpid()) + ".json";
  {
    std::ofstream(path) << "{}";
  }
  std::filesystem::resize_file(path, max_saved_bytes + 1);
  const auto run = read_saved_run(path, sample_context());
  std::filesystem::remove(path);
  ASSERT_FALSE(run);
  EXPECT_THAT(run.error(), HasSubstr("it is larger than 64 MiB, the limit"));
}

TEST(SavedRun, SaysWhichFileCannotBeRead) {
  const auto run = read_saved_run("/nowhere/r.json", sample_context());
  ASSERT_FALSE(run);
  EXPECT_THAT(run.error(), HasSubstr("\"/nowhere/r.json\" cannot be used: it cannot be read"));
  EXPECT_FALSE(read_saved_run(testing::TempDir(), sample_context()));
}

}  // namespace
}  // namespace conform::reports
