#include "reports/saved/comparison.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "reports/formats/json.hpp"
#include "reports/sample_run_test.hpp"
#include "reports/text/layout.hpp"

namespace conform::reports {
namespace {

using nlohmann::json;
using testing::ElementsAre;

SavedRun saved(const std::vector<Event>& events, const std::string& path) {
  Json report;
  emit(report, events);
  return {path, run_from(report.text(), sample_context()).value()};
}

Finding found(std::string id, Verdict verdict) {
  Finding out;
  out.id = std::move(id);
  out.verdict = verdict;
  return out;
}

std::vector<std::string> ids(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const auto& change : changes) out.push_back(change.id);
  return out;
}

/// The sample after a day of work.
SavedRun later() {
  auto events = sample_run();
  std::erase_if(events, [](const Event& event) {
    const auto* reached = std::get_if<ResultReached>(&event);
    return reached != nullptr && reached->result.id == "append.late-2";
  });
  for (auto& event : events) {
    auto* reached = std::get_if<ResultReached>(&event);
    if (reached == nullptr) continue;
    auto& result = reached->result;
    if (result.id == "append.seq-compares-bytes") result.verdict = Verdict::pass;
    if (result.id == "append.seq-compares-bytes") result.message.clear();
    if (result.id == "create.case-2") {
      result.verdict = Verdict::fail;
      result.message =
          "expected status 201, got status 500, which is what no reader of a report "
          "would want to see in a line of its own";
    }
    if (result.id == "create.case-3") result.id = "create.case-new";
  }
  return saved(events, "new.json");
}

TEST(Comparison, TellsWhatGotWorseAndWhatGotBetter) {
  // gtest's Test has a member of that name.
  reports::Run before;
  reports::Run after;
  before.findings = {found("a", Verdict::pass), found("b", Verdict::fail),
                     found("c", Verdict::pass), found("d", Verdict::skip),
                     found("e", Verdict::warn)};
  after.findings = {found("a", Verdict::fail), found("b", Verdict::warn), found("c", Verdict::skip),
                    found("e", Verdict::warn), found("f", Verdict::fail)};
  const auto comparison = compare(before, after);
  EXPECT_THAT(ids(comparison.worse), ElementsAre("a", "c"));
  EXPECT_THAT(ids(comparison.better), ElementsAre("b"));
  EXPECT_THAT(ids(comparison.appeared), ElementsAre("f"));
  EXPECT_THAT(ids(comparison.gone), ElementsAre("d"));
  EXPECT_EQ(comparison.same, 1U);
}

TEST(Comparison, TakesWhatIsNotJudgedNowForNeither) {
  reports::Run before;
  reports::Run after;
  before.findings = {found("a", Verdict::pass), found("b", Verdict::fail),
                     found("c", Verdict::fail), found("d", Verdict::error)};
  after.findings = {found("a", Verdict::inconclusive), found("b", Verdict::blocked),
                    found("c", Verdict::skip), found("d", Verdict::fail)};
  const auto comparison = compare(before, after);
  EXPECT_THAT(ids(comparison.unclear), ElementsAre("a", "b", "c"));
  EXPECT_THAT(ids(comparison.worse), ElementsAre("d"));
  EXPECT_TRUE(comparison.better.empty());
}

TEST(Comparison, IsWrittenAsApproved) {
  const auto before = saved(sample_run(), "old.json");
  const auto after = later();
  const std::string text = comparison_text(before, after, compare(before.run, after.run));
  expect_approved("comparison.txt", text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 80U) << line;
}

TEST(Comparison, IsCleanWhateverAFileHolds) {
  const auto before = saved(sample_run(), "old\x1b[2J.json");
  const auto after = saved(hostile_run(), "new.json");
  const auto comparison = compare(before.run, after.run);
  EXPECT_TRUE(is_clean(comparison_text(before, after, comparison)));
  EXPECT_TRUE(is_clean(comparison_json(before, after, comparison)));
}

TEST(Comparison, IsWrittenForPrograms) {
  const auto before = saved(sample_run(), "old.json");
  const auto after = later();
  const json document = json::parse(comparison_json(before, after, compare(before.run, after.run)));
  EXPECT_EQ(document["worse"][0]["id"], "create.case-2");
  EXPECT_EQ(document["worse"][0]["old"], "pass");
  EXPECT_EQ(document["worse"][0]["new"], "fail");
  EXPECT_EQ(document["better"][0]["id"], "append.seq-compares-bytes");
  EXPECT_EQ(document["gone"].size(), 2U);
  EXPECT_EQ(document["same"], 17);
}

}  // namespace
}  // namespace conform::reports
