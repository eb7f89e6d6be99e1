#include "harness/run/root_causes.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace conform {
namespace {

Result result(std::string id, Verdict verdict, std::vector<std::string> requirements) {
  Result out;
  out.id = std::move(id);
  out.verdict = verdict;
  out.requirements = std::move(requirements);
  return out;
}

TEST(RootCauses, AreNoneWithoutFailures) {
  RootCauses causes;
  causes.add(result("a", Verdict::pass, {"1/x"}));
  EXPECT_EQ(start_with(causes.ranked()), "");
}

TEST(RootCauses, TakesThePromiseThatEveryWitnessSawBroken) {
  RootCauses causes;
  causes.add(result("general", Verdict::fail, {"1/general"}));
  causes.add(result("kept", Verdict::pass, {"1/general"}));
  causes.add(result("exact-1", Verdict::fail, {"2/exact"}));
  causes.add(result("exact-2", Verdict::fail, {"2/exact"}));
  EXPECT_EQ(start_with(causes.ranked()), "exact-1");
}

TEST(RootCauses, TakesManyWitnessesForMoreThanOne) {
  RootCauses causes;
  causes.add(result("alone", Verdict::fail, {"1/x"}));
  causes.add(result("together-1", Verdict::fail, {"2/x"}));
  causes.add(result("together-2", Verdict::fail, {"2/x"}));
  EXPECT_EQ(start_with(causes.ranked()), "together-1");
}

TEST(RootCauses, PutsABrokenMustBeforeAShould) {
  RootCauses causes;
  causes.add(result("should-1", Verdict::warn, {"1/x"}));
  causes.add(result("should-2", Verdict::warn, {"1/x"}));
  causes.add(result("must", Verdict::fail, {"2/x"}));
  causes.add(result("kept", Verdict::pass, {"2/x"}));
  EXPECT_EQ(start_with(causes.ranked()), "must");
}

Result result_with(std::string id, Verdict verdict, std::string requirement, Observation seen) {
  Result out = result(std::move(id), verdict, {std::move(requirement)});
  out.observations = {std::move(seen)};
  return out;
}

Observation answered(int status, std::string text) {
  Observation seen;
  seen.aspect = Aspect::status;
  seen.method = "PUT";
  seen.status = status;
  seen.text = std::move(text);
  return seen;
}

TEST(RootCauses, TakesResultsWithTheSameExceptionForOne) {
  RootCauses causes;
  causes.add(result_with("a", Verdict::fail, "1/x", answered(500, "TypeError: x")));
  causes.add(result_with("b", Verdict::fail, "2/x", answered(500, "TypeError: x")));
  causes.add(result_with("c", Verdict::fail, "3/x", answered(500, "KeyError: y")));
  causes.add(result_with("d", Verdict::blocked, "4/x", answered(500, "KeyError: y")));
  const auto ranked = causes.ranked();
  ASSERT_EQ(ranked.size(), 2U);
  EXPECT_THAT(ranked[0].failed, testing::ElementsAre("a", "b"));
  EXPECT_EQ(ranked[0].headline, "PUT answered 500, \"TypeError: x\"");
  EXPECT_THAT(ranked[1].failed, testing::ElementsAre("c"));
  EXPECT_THAT(ranked[1].blocked, testing::ElementsAre("d"));
}

TEST(RootCauses, TakesResultsThatMissTheSameHeaderForOne) {
  RootCauses causes;
  causes.add(result_with("a", Verdict::fail, "1/x", of_header("ETag", true)));
  causes.add(result_with("b", Verdict::fail, "2/x", of_header("ETag", true)));
  causes.add(result_with("c", Verdict::fail, "3/x", of_header("Location", true)));
  EXPECT_EQ(causes.ranked().size(), 2U);
}

TEST(RootCauses, PutsLostDataFirst) {
  RootCauses causes;
  causes.add(result("header-1", Verdict::fail, {"1/header"}));
  causes.add(result("header-2", Verdict::fail, {"1/header"}));
  Result lost_1 = result("lost-1", Verdict::fail, {"2/data"});
  lost_1.harm = Harm::data;
  Result lost_2 = result("lost-2", Verdict::fail, {"2/data"});
  lost_2.harm = Harm::data;
  causes.add(lost_1);
  causes.add(lost_2);
  EXPECT_EQ(start_with(causes.ranked()), "lost-1");
}

Exchange exchange_of(std::string method, std::string target, std::string scenario) {
  Exchange exchange;
  exchange.request.method = std::move(method);
  exchange.request.target = std::move(target);
  exchange.scenario = std::move(scenario);
  return exchange;
}

Observation wrong_body() {
  Observation seen;
  seen.aspect = Aspect::body;
  seen.method = "GET";
  seen.status = 200;
  return seen;
}

/// A scenario's result, with its exchanges.
Result scenario_with(std::string id, std::string requirement, Observation seen,
                     const std::vector<std::string>& targets) {
  Result out = result_with(std::move(id), Verdict::fail, std::move(requirement), std::move(seen));
  out.place = "suites/x.toml:1";
  out.evidence = Evidence{"this", "that", {}, {}};
  for (const auto& target : targets) {
    out.evidence->exchanges.push_back(exchange_of("GET", target, out.id));
  }
  return out;
}

TEST(RootCauses, PutsThePlainCauseBeforeWhatFollowsFromIt) {
  RootCauses causes;
  Result plain = scenario_with("plain", "1/x", wrong_body(), {"/s"});
  plain.harm = Harm::storage;
  causes.add(plain);
  Result grave = scenario_with("grave", "2/x", wrong_body(), {"/s", "/s?live=sse"});
  grave.harm = Harm::data;
  causes.add(grave);
  EXPECT_EQ(start_with(causes.ranked()), "plain");
}

TEST(RootCauses, PutsTheGraveFirstWhereItTakesOtherFeatures) {
  RootCauses causes;
  Result plain = scenario_with("plain", "1/x", wrong_body(), {"/s?live=long-poll"});
  plain.harm = Harm::storage;
  causes.add(plain);
  Result grave = scenario_with("grave", "2/x", wrong_body(), {"/s", "/s?offset=5"});
  grave.harm = Harm::data;
  causes.add(grave);
  EXPECT_EQ(start_with(causes.ranked()), "grave");
}

TEST(RootCauses, PutsTheGraveFirstWhereThePlainIsLessSure) {
  RootCauses causes;
  causes.add(scenario_with("plain", "1/x", wrong_body(), {"/s"}));
  for (const auto* id : {"grave-1", "grave-2"}) {
    Result grave = scenario_with(id, "2/x", wrong_body(), {"/s", "/s?offset=5"});
    grave.harm = Harm::data;
    causes.add(grave);
  }
  EXPECT_EQ(start_with(causes.ranked()), "grave-1");
}

TEST(RootCauses, BeginsWithThePlainestOfThoseThatSawTheSame) {
  RootCauses causes;
  for (const char number : {'1', '2', '3', '4'}) {
    causes.add(scenario_with(std::string("far-") + number, "1/x", answered(204, ""),
                             {"/s", "/s?live=sse"}));
  }
  for (const char number : {'1', '2', '3'}) {
    causes.add(scenario_with(std::string("near-") + number, "2/x", answered(204, ""), {"/s"}));
  }
  EXPECT_EQ(start_with(causes.ranked()), "near-1");
}

TEST(RootCauses, TakesNoRefusalForLostData) {
  Observation refused = wrong_body();
  refused.status = 400;
  Result lost = result_with("a", Verdict::fail, "1/x", refused);
  lost.harm = Harm::data;
  RootCauses causes;
  causes.add(lost);
  EXPECT_EQ(causes.ranked().front().harm, Harm::other);
}

TEST(RootCauses, TakesA304ForHiddenData) {
  Result hidden = result_with("a", Verdict::fail, "1/x", answered(304, ""));
  hidden.harm = Harm::data;
  RootCauses causes;
  causes.add(hidden);
  EXPECT_EQ(causes.ranked().front().harm, Harm::data);
}

TEST(RootCauses, ConcludesNothingFromTheHeadersOfAnAnswerThatShouldNotHaveCome) {
  RootCauses causes;
  causes.add(scenario_with("status", "4.2/x", answered(201, ""), {"/s"}));
  Observation header = of_header("Content-Type", false);
  header.method = "PUT";
  header.status = 201;
  Result rule = result_with("judge.type", Verdict::fail, "5.1/x", header);
  rule.evidence = Evidence{"this", "that", {exchange_of("PUT", "/s", "status")}, {}};
  causes.add(rule);
  EXPECT_EQ(start_with(causes.ranked()), "status");
}

/// For a scenario that creates a stream and then sends one request, with the responses in order.
Result two_steps(std::string id, Exchange second, const std::vector<int>& statuses) {
  second.request.target = "/run-" + id + second.request.target;
  second.scenario = id;
  Exchange first = exchange_of("PUT", "/run-" + id, id);
  std::vector<Exchange> exchanges{first, second};
  exchanges.resize(statuses.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    exchanges[i].response.status = statuses[i];
    if (statuses[i] >= 500) exchanges[i].response.body = "Internal Server Error";
  }
  Observation status;
  status.aspect = Aspect::status;
  Result out = result_with(id, Verdict::fail, "1/" + id, on(exchanges.back(), std::move(status)));
  out.place = "suites/x.toml:1";
  out.evidence = Evidence{"this", "that", std::move(exchanges), {}};
  return out;
}

Result never_5xx() {
  Result rule = result_with("judge.never-5xx", Verdict::fail, "H/never-5xx",
                            answered(500, "Internal Server Error"));
  rule.evidence = Evidence{"no 5xx", "status 500", {exchange_of("PUT", "/s", "x")}, {}};
  return rule;
}

TEST(RootCauses, TakesAServerErrorThatComesAtTimesForOneCause) {
  RootCauses causes;
  causes.add(never_5xx());
  const auto append = exchange_of("POST", "", "");
  const auto read = exchange_of("GET", "?offset=-1", "");
  causes.add(two_steps("create-1", append, {500}));
  causes.add(two_steps("create-2", append, {500}));
  causes.add(two_steps("append", append, {201, 500}));
  causes.add(two_steps("read", read, {201, 500}));
  causes.add(two_steps("another", read, {201, 404}));
  Result blocked = two_steps("later", read, {500});
  blocked.verdict = Verdict::blocked;
  causes.add(blocked);
  const auto ranked = causes.ranked();
  ASSERT_EQ(ranked.size(), 2U);
  EXPECT_THAT(ranked[0].failed, testing::UnorderedElementsAre("judge.never-5xx", "append",
                                                              "create-1", "create-2", "read"));
  EXPECT_EQ(ranked[0].failed.front(), "judge.never-5xx");
  EXPECT_THAT(ranked[0].blocked, testing::ElementsAre("later"));
  EXPECT_THAT(ranked[0].headline, testing::HasSubstr("sometimes"));
  EXPECT_THAT(ranked[1].failed, testing::ElementsAre("another"));
}

TEST(RootCauses, TellsServerErrorsApartThatComeEachTime) {
  RootCauses causes;
  causes.add(never_5xx());
  for (const char number : {'1', '2'}) {
    Result ttl = two_steps(std::string("ttl-") + number, exchange_of("POST", "", ""), {500});
    ttl.evidence->exchanges.front().request.headers.add("Stream-TTL", "08");
    causes.add(ttl);
  }
  causes.add(two_steps("append", exchange_of("POST", "", ""), {201, 500}));
  causes.add(two_steps("read", exchange_of("GET", "?offset=-1", ""), {201, 500}));
  for (const auto& cause : causes.ranked()) {
    EXPECT_THAT(cause.headline, testing::Not(testing::HasSubstr("sometimes")));
  }
}

TEST(RootCauses, LeavesWhatFailsEachTimeOutOfWhatFailsAtTimes) {
  RootCauses causes;
  causes.add(never_5xx());
  const auto append = exchange_of("POST", "", "");
  causes.add(two_steps("create-1", append, {500}));
  causes.add(two_steps("create-2", append, {500}));
  causes.add(two_steps("read", exchange_of("GET", "?offset=-1", ""), {201, 500}));
  causes.add(two_steps("append", append, {201, 500}));
  for (int i = 0; i < 1000; ++i) {
    causes.add(result("passed-" + std::to_string(i), Verdict::pass, {"1/others"}));
  }
  for (const char number : {'1', '2', '3', '4'}) {
    Result beyond =
        two_steps(std::string("beyond-") + number,
                  exchange_of("GET", std::string("?offset=9") + number, ""), {201, 500});
    beyond.requirements = {"1/beyond"};
    causes.add(beyond);
  }
  const auto ranked = causes.ranked();
  ASSERT_EQ(ranked.size(), 2U);
  const auto& steady = ranked[0].failed.size() == 4 ? ranked[0] : ranked[1];
  EXPECT_THAT(steady.failed, testing::ElementsAre("beyond-1", "beyond-2", "beyond-3", "beyond-4"));
}

TEST(RootCauses, GivesTheSameOrderWhateverCameFirst) {
  std::vector<Result> results;
  for (const auto* id : {"a", "b", "c", "d"}) {
    results.push_back(result(id, Verdict::fail, {std::string("1/") + id}));
  }
  const auto heads = [&] {
    RootCauses causes;
    for (const auto& one : results) causes.add(one);
    std::vector<std::string> ids;
    for (const auto& cause : causes.ranked()) ids.push_back(cause.failed.front());
    return ids;
  };
  const auto before = heads();
  std::reverse(results.begin(), results.end());
  EXPECT_EQ(heads(), before);
}

TEST(FaultText, LeavesOutWhatDiffersFromRequestToRequest) {
  EXPECT_EQ(fault_text("no stream a1b2-77 here\nat line 3"), "no stream # here");
  EXPECT_EQ(fault_text("\r\n"), "");
  EXPECT_LE(fault_text(std::string(9000, 'x')).size(), 120U);
}

}  // namespace
}  // namespace conform
