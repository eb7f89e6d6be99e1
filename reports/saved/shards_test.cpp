#include "reports/saved/shards.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace conform::reports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Finding found(std::string id, Verdict verdict) {
  Finding out;
  out.id = std::move(id);
  out.verdict = verdict;
  return out;
}

SavedRun shard(std::size_t index, std::size_t of, std::vector<Finding> findings = {}) {
  SavedRun out;
  out.path = fmt::format("{}.json", index);
  out.run.opening.target = "http://localhost:4437";
  out.run.opening.run_id = fmt::format("r{}", index);
  out.run.opening.shard = {index, of};
  out.run.opening.expected = findings.size();
  out.run.findings = std::move(findings);
  out.run.closing.conclusion = Conclusion::conformant;
  return out;
}

std::string problem_with(std::vector<SavedRun> shards) {
  const auto run = merged(std::move(shards));
  return run ? "none" : run.error();
}

Verdict verdict_of_both(Verdict first, Verdict second) {
  return merged({shard(1, 2, {found("judge.x", first)}), shard(2, 2, {found("judge.x", second)})})
      ->findings.at(0)
      .verdict;
}

TEST(Shards, AreOneRunInTheOrderOfTheirNumbers) {
  const auto run = merged({shard(2, 2, {found("b", Verdict::pass), found("d", Verdict::pass)}),
                           shard(1, 2, {found("a", Verdict::pass), found("c", Verdict::pass)})});
  ASSERT_TRUE(run);
  std::vector<std::string> ids;
  for (const auto& finding : run->findings) ids.push_back(finding.id);
  EXPECT_THAT(ids, ElementsAre("a", "c", "b", "d"));
  EXPECT_EQ(run->opening.shard.of, 1U);
  EXPECT_EQ(run->opening.run_id, "r1+r2");
  EXPECT_EQ(run->opening.expected, 4U);
  EXPECT_EQ(run->closing.conclusion, Conclusion::conformant);
}

TEST(Shards, JudgeARuleByTheWorstThatOneSaw) {
  EXPECT_EQ(verdict_of_both(Verdict::pass, Verdict::fail), Verdict::fail);
  EXPECT_EQ(verdict_of_both(Verdict::fail, Verdict::pass), Verdict::fail);
  EXPECT_EQ(verdict_of_both(Verdict::pass, Verdict::skip), Verdict::pass);
  EXPECT_EQ(verdict_of_both(Verdict::skip, Verdict::pass), Verdict::pass);
  EXPECT_EQ(verdict_of_both(Verdict::skip, Verdict::warn), Verdict::warn);
}

TEST(Shards, AFailureThatIsNotKnownWinsOverOneThatIs) {
  Finding known = found("judge.x", Verdict::fail);
  known.known = Known{"#12", ""};
  for (const bool first : {true, false}) {
    const Finding plain = found("judge.x", Verdict::fail);
    const auto run =
        merged({shard(1, 2, {first ? known : plain}), shard(2, 2, {first ? plain : known})});
    EXPECT_FALSE(is_known(run->findings.at(0)));
  }
}

TEST(Shards, ComeToTheWorstOfTheirConclusions) {
  const auto both = [](Conclusion first, Conclusion second) {
    auto one = shard(1, 2);
    auto two = shard(2, 2);
    one.run.closing.conclusion = first;
    two.run.closing.conclusion = second;
    return merged({one, two})->closing.conclusion;
  };
  using enum Conclusion;
  EXPECT_EQ(both(conformant, violations), violations);
  EXPECT_EQ(both(not_judged, violations), violations);
  EXPECT_EQ(both(conformant, not_judged), not_judged);
  EXPECT_EQ(both(nothing_run, conformant), conformant);
  EXPECT_EQ(both(nothing_run, nothing_run), nothing_run);
}

TEST(Shards, SayWhichOfThemWasStoppedEarly) {
  auto second = shard(2, 2);
  second.run.opening.expected = 7;
  second.run.closing.stopped_early = "interrupted";
  const auto run = merged({shard(1, 2), second});
  EXPECT_EQ(run->closing.stopped_early, "shard 2: interrupted");
  EXPECT_EQ(run->opening.expected, 7U);
}

TEST(Shards, TellAnObjectionOnce) {
  auto first = shard(1, 2);
  auto second = shard(2, 2);
  first.run.closing.objections = {"stale: a"};
  second.run.closing.objections = {"stale: a", "stale: b"};
  EXPECT_THAT(merged({first, second})->closing.objections, ElementsAre("stale: a", "stale: b"));
}

TEST(Shards, AreAllThere) {
  EXPECT_EQ(problem_with({shard(1, 3), shard(3, 3)}), "1 of 3 shards is missing: 2");
  EXPECT_EQ(problem_with({shard(2, 4)}), "3 of 4 shards are missing: 1, 3, 4");
  EXPECT_THAT(problem_with({shard(1, 1'000'000)}),
              HasSubstr("999999 of 1000000 shards are missing: 2, 3"));
  EXPECT_EQ(problem_with({shard(1, 2), shard(1, 2)}),
            "\"1.json\" and \"1.json\" are both shard 1 of 2");
  EXPECT_EQ(problem_with({shard(1, 2), shard(2, 3)}),
            "\"1.json\" is shard 1 of 2, but \"2.json\" is shard 2 of 3");
  EXPECT_THAT(problem_with({shard(1, 1), shard(1, 1)}), HasSubstr("are two complete runs"));
}

TEST(Shards, AreAboutOneTarget) {
  const auto with_targets = [](const char* first, const char* second) {
    auto one = shard(1, 2);
    auto two = shard(2, 2);
    one.run.opening.target = first;
    two.run.opening.target = second;
    return problem_with({one, two});
  };
  EXPECT_EQ(with_targets("http://a/s", "http://b/s"),
            "\"1.json\" is about http://a/s, but \"2.json\" about http://b/s");
  EXPECT_NE(with_targets("http://a:1/s", "http://a:2/s"), "none");
  // Each shard may have started its own server.
  EXPECT_EQ(with_targets("http://127.0.0.1:1/s", "http://127.0.0.1:2/s"), "none");
  EXPECT_EQ(with_targets("http://[::1]:1", "http://[::1]:2"), "none");
  EXPECT_NE(with_targets("http://127.0.0.1:1/s", "http://127.0.0.1:2/t"), "none");
}

}  // namespace
}  // namespace conform::reports
