#include "harness/gate/repeats.hpp"

#include <gmock/gmock.h>

#include <initializer_list>
#include <utility>

namespace conform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Reported {
  std::size_t starts = 0;
  std::vector<Result> results;
  std::vector<BehaviourObserved> behaviours;
  std::vector<RunFinished> finished;

  void on(const Event& event) {
    if (std::holds_alternative<RunStarted>(event)) ++starts;
    if (const auto* reached = std::get_if<ResultReached>(&event))
      results.push_back(reached->result);
    if (const auto* seen = std::get_if<BehaviourObserved>(&event)) behaviours.push_back(*seen);
    if (const auto* end = std::get_if<RunFinished>(&event)) finished.push_back(*end);
  }
};

class RepeatsTest : public testing::Test {
 protected:
  using Verdicts = std::initializer_list<std::pair<const char*, Verdict>>;

  void run(Verdicts verdicts, std::optional<std::string> stopped = {}) {
    repeats_.on(RunStarted{});
    for (const auto& [id, verdict] : verdicts) {
      Result result;
      result.id = id;
      result.verdict = verdict;
      if (verdict != Verdict::pass) result.message = "why";
      repeats_.on(ResultReached{result});
    }
    RunFinished finished;
    finished.exchanges = 10;
    finished.stopped_early = std::move(stopped);
    repeats_.on(finished);
  }

  Reported reported_;
  Repeats repeats_{3, [this](const Event& event) { reported_.on(event); }};
};

TEST_F(RepeatsTest, TellsTheWorstVerdictOnceAndHowOftenItCame) {
  run({{"a", Verdict::pass}, {"b", Verdict::fail}, {"c", Verdict::pass}});
  run({{"a", Verdict::fail}, {"b", Verdict::fail}, {"c", Verdict::pass}});
  EXPECT_THAT(reported_.results, IsEmpty());
  run({{"a", Verdict::pass}, {"b", Verdict::fail}, {"c", Verdict::pass}});
  ASSERT_THAT(reported_.results, SizeIs(3));
  EXPECT_EQ(reported_.results[0].verdict, Verdict::fail);
  EXPECT_EQ(reported_.results[0].message, "flaky: fail in 1 of 3 runs, pass in 2: why");
  EXPECT_EQ(reported_.results[1].message, "in each of 3 runs: why");
  EXPECT_EQ(reported_.results[2].message, "");
  ASSERT_THAT(reported_.finished, SizeIs(1));
  EXPECT_EQ(reported_.starts, 1U);
  EXPECT_EQ(reported_.finished[0].exchanges, 30U);
  EXPECT_EQ(reported_.finished[0].summary,
            (std::map<Verdict, std::size_t>{{Verdict::fail, 2}, {Verdict::pass, 1}}));
  EXPECT_THAT(reported_.finished[0].notes,
              ElementsAre("flaky, with different results in different runs: a"));
  EXPECT_EQ(reported_.finished[0].conclusion, Conclusion::violations);
  EXPECT_TRUE(repeats_.over());
}

TEST_F(RepeatsTest, SaysThatNothingDiffers) {
  for (int i = 0; i < 3; ++i) run({{"a", Verdict::pass}});
  EXPECT_THAT(reported_.finished[0].notes, ElementsAre("3 runs, all with the same results"));
}

TEST_F(RepeatsTest, ARunThatStopsEarlyIsTheLast) {
  run({{"a", Verdict::pass}, {"b", Verdict::pass}});
  run({{"a", Verdict::fail}}, "interrupted");
  EXPECT_TRUE(repeats_.over());
  EXPECT_THAT(reported_.results, SizeIs(2));
  EXPECT_EQ(reported_.finished[0].stopped_early, "interrupted, in run 2 of 3");
}

TEST_F(RepeatsTest, ARunThatCannotBeEndsThem) {
  run({{"a", Verdict::pass}});
  repeats_.stop("it does not answer");
  EXPECT_THAT(reported_.results, SizeIs(1));
  EXPECT_EQ(reported_.finished[0].stopped_early,
            "run 2 of 3 could not be done: it does not answer");
  EXPECT_EQ(reported_.finished[0].conclusion, Conclusion::not_judged);
}

TEST_F(RepeatsTest, TellsEveryValueOfABehaviour) {
  for (const auto* value : {"400", "409", "400"}) {
    repeats_.on(RunStarted{});
    repeats_.on(BehaviourObserved{"a", "A", value});
    repeats_.on(RunFinished{});
  }
  ASSERT_THAT(reported_.behaviours, SizeIs(1));
  EXPECT_EQ(reported_.behaviours[0].value, "400 (in 2); 409 (in 1)");
}

}  // namespace
}  // namespace conform
