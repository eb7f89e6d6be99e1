#include "harness/gate/gate.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::chrono::sys_days today = 2030y / 1 / 1;

/// What a gate emits for these verdicts.
class GatedRun {
 public:
  explicit GatedRun(GateOptions options)
      : gate_(std::move(options), [this](const Event& event) {
          if (const auto* reached = std::get_if<ResultReached>(&event))
            results_.push_back(reached->result);
          if (const auto* started = std::get_if<RunStarted>(&event)) started_ = *started;
          if (const auto* finished = std::get_if<RunFinished>(&event)) finished_ = *finished;
        }) {
    RunStarted started;
    started.at = today + 5h;
    gate_.on(started);
  }

  GatedRun& emit(std::string id, Verdict verdict, std::string suite = "s") {
    Result result;
    result.id = std::move(id);
    result.suite = std::move(suite);
    result.verdict = verdict;
    result.requirements = {"5.1/a"};
    ++summary_[verdict];
    gate_.on(ResultReached{result});
    return *this;
  }
  const RunFinished& finish(std::optional<std::string> stopped_early = {}) {
    RunFinished finished;
    finished.summary = summary_;
    finished.stopped_early = std::move(stopped_early);
    finished.conclusion = conclusion_of(finished);
    gate_.on(finished);
    return finished_;
  }

  [[nodiscard]] const Gate& gate() const { return gate_; }
  [[nodiscard]] const std::vector<Result>& results() const { return results_; }
  [[nodiscard]] const RunStarted& started() const { return started_; }

 private:
  std::vector<Result> results_;
  RunStarted started_;
  RunFinished finished_;
  std::map<Verdict, std::size_t> summary_;
  Gate gate_;
};

GateOptions knowing(std::vector<BaselineEntry> entries) {
  GateOptions options;
  options.baseline = {"known.toml", std::move(entries)};
  return options;
}

TEST(Gate, PassesOnWhatARunComesTo) {
  GatedRun run({});
  const auto& finished = run.emit("a", Verdict::pass).emit("b", Verdict::fail).finish();
  EXPECT_EQ(finished.conclusion, Conclusion::violations);
  EXPECT_EQ(finished.start_with, "b");
  EXPECT_THAT(finished.objections, IsEmpty());
  EXPECT_EQ(GatedRun({}).emit("a", Verdict::pass).finish().conclusion, Conclusion::conformant);
  EXPECT_EQ(GatedRun({}).emit("a", Verdict::skip).finish().conclusion, Conclusion::nothing_run);
  EXPECT_EQ(GatedRun({}).emit("a", Verdict::blocked).finish().conclusion, Conclusion::not_judged);
}

TEST(Gate, AKnownFailureFailsNoRun) {
  GatedRun run(knowing({{"b", "#1", today, 3}}));
  const auto& finished = run.emit("b", Verdict::fail).finish();
  EXPECT_EQ(finished.conclusion, Conclusion::conformant);
  EXPECT_EQ(finished.start_with, "");
  EXPECT_EQ(finished.summary.at(Verdict::fail), 1U);
  ASSERT_TRUE(run.results()[0].known);
  EXPECT_EQ(run.results()[0].known->reason, "#1");
  EXPECT_EQ(run.results()[0].known->until, "2030-01-01");
  EXPECT_FALSE(run.gate().records()[0].fails);
}

TEST(Gate, WhatAKnownFailureBlocksCanBeKnownToo) {
  GatedRun run(knowing({{"b", "#1", {}, 3}, {"c", "waits for b", {}, 5}}));
  const auto& finished = run.emit("b", Verdict::fail).emit("c", Verdict::blocked).finish();
  EXPECT_EQ(finished.conclusion, Conclusion::conformant);
  EXPECT_TRUE(run.results()[1].known);
  const auto written =
      GatedRun({}).emit("b", Verdict::fail).emit("c", Verdict::blocked).gate().new_baseline();
  ASSERT_EQ(written.size(), 2U);
  EXPECT_EQ(written[1].id, "c");
  EXPECT_EQ(written[1].reason, "blocked by another failure");
  const auto expired = GatedRun(knowing({{"c", "#1", today - std::chrono::days(1), 3}}))
                           .emit("c", Verdict::blocked)
                           .finish();
  EXPECT_THAT(expired.objections, ElementsAre(HasSubstr("c is still blocked")));
}

TEST(Gate, AKnownFailureExcusesNoOther) {
  GatedRun run(knowing({{"b", "#1", {}, 3}}));
  const auto& finished = run.emit("b", Verdict::fail).emit("b[x]", Verdict::fail).finish();
  EXPECT_EQ(finished.conclusion, Conclusion::violations);
  EXPECT_EQ(finished.start_with, "b[x]");
}

TEST(Gate, AKnownFailureThatPassesIsStale) {
  const auto finished = GatedRun(knowing({{"b", "#1", {}, 3}})).emit("b", Verdict::pass).finish();
  EXPECT_THAT(finished.objections, ElementsAre("outdated: b passes; remove it from known.toml:3"));
  EXPECT_EQ(finished.conclusion, Conclusion::violations);
}

TEST(Gate, WhatFailsOnlySometimesMayPass) {
  GatedRun run(knowing({{"b", "#1", {}, 3, true}}));
  const auto& finished = run.emit("b", Verdict::pass).finish();
  EXPECT_THAT(finished.objections, IsEmpty());
  EXPECT_EQ(finished.conclusion, Conclusion::conformant);
  EXPECT_EQ(run.gate().new_baseline().size(), 1U);
}

TEST(Gate, AnExpiredOneFailsAgain) {
  GatedRun run(knowing({{"b", "#1", today - std::chrono::days(1), 3}}));
  const auto& finished = run.emit("b", Verdict::fail).finish();
  EXPECT_THAT(finished.objections,
              ElementsAre("expired: b still fails; known.toml:3 allowed it until 2029-12-31"));
  EXPECT_EQ(finished.conclusion, Conclusion::violations);
  EXPECT_FALSE(run.results()[0].known);
}

TEST(Gate, WhatIsNotJudgedOrNotRunIsNoObjection) {
  GatedRun run(knowing({{"a", "#1", {}, 3}, {"b", "#2", {}, 5}, {"c", "#3", {}, 7}}));
  const auto& finished = run.emit("a", Verdict::skip)
                             .emit("b", Verdict::inconclusive)
                             .emit("d", Verdict::pass)
                             .finish();
  EXPECT_THAT(finished.objections, IsEmpty());
  EXPECT_THAT(finished.notes, ElementsAre(HasSubstr("a (skip), b (inconclusive)")));
}

TEST(Gate, ARuleThatPassesInAPartOfTheRunIsNotStale) {
  const auto stale = [](GateOptions options, std::optional<std::string> stopped = {}) {
    return GatedRun(std::move(options))
        .emit("r", Verdict::pass, "judge")
        .finish(stopped)
        .objections;
  };
  auto part = knowing({{"r", "#1", {}, 3}});
  EXPECT_THAT(stale(part), testing::SizeIs(1));
  EXPECT_THAT(stale(part, "interrupted"), IsEmpty());
  part.shard = {1, 2};
  EXPECT_THAT(stale(part), IsEmpty());
  part.shard = {};
  part.whole = false;
  EXPECT_THAT(stale(part), IsEmpty());
}

TEST(Gate, AShouldFailsWhereItIsAskedTo) {
  EXPECT_EQ(GatedRun({}).emit("a", Verdict::warn).finish().conclusion, Conclusion::conformant);
  GateOptions options;
  options.should_fails = true;
  EXPECT_EQ(GatedRun(options).emit("a", Verdict::warn).finish().conclusion, Conclusion::violations);
  options = knowing({{"a", "#1", {}, 3}});
  options.should_fails = true;
  GatedRun excused(options);
  EXPECT_EQ(excused.emit("a", Verdict::warn).finish().conclusion, Conclusion::conformant);
  EXPECT_TRUE(excused.results()[0].known);
}

TEST(Gate, AShardSaysWhichAndMayBeEmpty) {
  GateOptions options;
  options.shard = {2, 3};
  GatedRun run(options);
  EXPECT_EQ(run.started().shard.index, 2U);
  EXPECT_EQ(run.started().shard.of, 3U);
  EXPECT_EQ(run.emit("r", Verdict::skip, "judge").finish().conclusion, Conclusion::conformant);
}

TEST(Gate, TellsNotesAndWhetherAnythingFailed) {
  GateOptions options;
  options.notes = {"first"};
  options.last_notes = [](bool failed) {
    return std::vector<std::string>{failed ? "failed" : "well"};
  };
  EXPECT_THAT(GatedRun(options).emit("a", Verdict::fail).finish().notes,
              ElementsAre("first", "failed"));
  EXPECT_THAT(GatedRun(options).emit("a", Verdict::pass).finish().notes,
              ElementsAre("first", "well"));
}

TEST(Gate, ANewBaselineKeepsWhatIsKnownAndDropsWhatPasses) {
  GatedRun run(knowing({{"kept", "#1", today, 3},
                        {"expired", "#2", today - std::chrono::days(9), 5},
                        {"passes", "#3", {}, 7},
                        {"skipped", "#4", {}, 9},
                        {"elsewhere", "#5", {}, 11}}));
  run.emit("kept", Verdict::fail).emit("expired", Verdict::fail).emit("passes", Verdict::pass);
  run.emit("skipped", Verdict::skip).emit("new", Verdict::fail).emit("should", Verdict::warn);
  run.finish();
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& entry : run.gate().new_baseline()) entries.emplace_back(entry.id, entry.reason);
  EXPECT_THAT(entries, ElementsAre(std::pair("kept", "#1"), std::pair("expired", "#2"),
                                   std::pair("skipped", "#4"), std::pair("elsewhere", "#5"),
                                   std::pair("new", "not explained yet")));
  EXPECT_EQ(run.gate().new_baseline()[0].until, today);
}

}  // namespace
}  // namespace conform
