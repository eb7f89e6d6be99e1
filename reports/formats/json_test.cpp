#include "reports/formats/json.hpp"

#include <gmock/gmock.h>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using nlohmann::json;

std::string written(const std::vector<Event>& events) {
  Json report;
  emit(report, events);
  return report.text();
}

json scenario_named(const json& document, const std::string& id) {
  for (const auto& scenario : document["scenarios"]) {
    if (scenario["id"] == id) return scenario;
  }
  return nullptr;
}

TEST(Json, WritesARunAsApproved) {
  expect_approved("json.txt", written(sample_run()));
}

TEST(Json, SaysWhatWasJudgedAndWhen) {
  const json document = json::parse(written(sample_run()));
  EXPECT_EQ(document["target"], "http://localhost:4437/v1/streams");
  EXPECT_EQ(document["started"], "2026-01-02T03:00:45.678Z");
  EXPECT_EQ(document["seconds"], 6.21);
  EXPECT_EQ(document["stopped_early"], nullptr);
  EXPECT_EQ(document["capabilities"]["append"]["present"], true);
  EXPECT_EQ(document["capabilities"]["forks"],
            json({{"present", false},
                  {"state", "not there"},
                  {"how", "PUT with Stream-Forked-From answered 501"}}));
}

TEST(Json, SumsUpEveryVerdict) {
  const json document = json::parse(written(sample_run()));
  EXPECT_EQ(document["summary"], json({{"pass", 9},
                                       {"skip", 4},
                                       {"warn", 1},
                                       {"inconclusive", 1},
                                       {"blocked", 2},
                                       {"unstable", 0},
                                       {"fail", 3},
                                       {"error", 1}}));
  EXPECT_EQ(json::parse(written({RunFinished{}}))["summary"]["fail"], 0);
}

TEST(Json, HoldsEachScenario) {
  const json document = json::parse(written(sample_run()));
  EXPECT_EQ(document["scenarios"].size(), 21U);
  const json failure = scenario_named(document, "append.seq-compares-bytes");
  EXPECT_EQ(failure["suite"], "append");
  EXPECT_EQ(failure["verdict"], "fail");
  EXPECT_EQ(failure["level"], "must");
  EXPECT_EQ(failure["requirements"], json({"5.2/seq-lexicographic"}));
  EXPECT_EQ(failure["seconds"], 0.012);
  EXPECT_EQ(failure["expected"], "status 409");
  EXPECT_EQ(failure["got"], "status 204");
  EXPECT_EQ(failure["exchanges"].size(), 3U);
  EXPECT_EQ(failure["exchanges"][2][2], "> Authorization: «hidden»");
  EXPECT_FALSE(scenario_named(document, "create.case-1").contains("got"));
}

TEST(Json, TellsWhatIsKnownAndWhatIsObjected) {
  const json document = json::parse(written(gated_run()));
  EXPECT_EQ(document["shard"], json({{"index", 2}, {"of", 3}}));
  EXPECT_EQ(document["objections"].size(), 1U);
  EXPECT_EQ(scenario_named(document, "live.long-poll-wakes")["known"],
            json({{"reason", "#12: long polls wake late"}, {"until", "2027-01-31"}}));
  EXPECT_FALSE(scenario_named(document, "append.seq-compares-bytes").contains("known"));
}

TEST(Json, TellsTheServerFromTheGate) {
  Result failure = sample_failure();
  failure.known = Known{"#12", ""};
  RunFinished end;
  end.conclusion = Conclusion::conformant;
  const json document = json::parse(written({RunStarted{}, ResultReached{failure}, end}));
  EXPECT_EQ(document["conclusion"], "violations");
  EXPECT_EQ(document["server"], "The server breaks 1 requirement.");
  EXPECT_EQ(document["gate"], json({{"decision", "passed"}, {"exit_status", 0}}));
}

TEST(Json, TellsAPartFromTheWhole) {
  RunStarted start;
  RunFinished end;
  end.conclusion = Conclusion::conformant;
  Result passed;
  passed.id = "a";
  EXPECT_EQ(json::parse(written({start, ResultReached{passed}, end}))["conclusion"], "no-failure");
  start.available = 1;
  EXPECT_EQ(json::parse(written({start, ResultReached{passed}, end}))["conclusion"], "conformant");
  start.available = 2;
  EXPECT_EQ(json::parse(written({start, ResultReached{passed}, end}))["conclusion"], "no-failure");
}

TEST(Json, IsValidWhateverAServerSends) {
  const std::string text = written(hostile_run());
  EXPECT_TRUE(is_clean(text));
  const json document = json::parse(text);
  EXPECT_EQ(document["scenarios"].size(), 8U);
  EXPECT_LT(text.size(), std::size_t{200} << 10);
}

TEST(Json, SaysThatARunWasCutOff) {
  EXPECT_EQ(json::parse(written(interrupted_run()))["stopped_early"], "interrupted");
  EXPECT_EQ(json::parse(written({RunStarted{}}))["stopped_early"], "the run did not finish");
}

}  // namespace
}  // namespace conform::reports
