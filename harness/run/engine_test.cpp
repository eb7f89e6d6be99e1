// The engine through its public interface: suites as text, servers as functions, the virtual clock.
#include "harness/run/engine.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "fixtures/server/core.hpp"
#include "harness/scenario/one_suite_test.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

/// The start of a scenario; its steps follow.
std::string scenario(std::string_view id) {
  return "[[scenario]]\nid = \"" + std::string(id) +
         "\"\ntitle = \"A\"\nproves = [\"5.1/create\"]\n";
}

/// A suite 't' with these scenarios.
Catalogue catalogue_of(std::string_view scenarios) {
  return test::catalogue_of(
      test::requirement("5.1/create") + test::requirement("5.1/nicety", "should"),
      "[suite]\nid = \"t\"\ntitle = \"T\"\nsection = \"5.1\"\n" + std::string(scenarios));
}

struct RunOutcome {
  RunStarted started;
  std::vector<Result> results;
  std::map<std::string, std::string> observed;  ///< by id
  RunFinished finished;
  std::string unusable;

  [[nodiscard]] const Result& result(std::string_view id) const {
    for (const auto& one : results) {
      if (one.id == id) return one;
    }
    throw std::out_of_range(std::string(id));
  }
};

RunOutcome run(std::string_view scenarios, RunOptions options = {}, server::Rules rules = {}) {
  const Catalogue catalogue = catalogue_of(scenarios);
  SimTransport transport(server::Core(std::move(rules)), Instant{} + 24h * 365 * 60);
  options.run_id = "test";
  RunOutcome run;
  Engine engine(transport, Target::parse("http://sim").value(), std::move(options),
                [&](const Event& event) {
                  if (const auto* one = std::get_if<RunStarted>(&event)) run.started = *one;
                  if (const auto* one = std::get_if<ResultReached>(&event)) {
                    run.results.push_back(one->result);
                  }
                  if (const auto* one = std::get_if<BehaviourObserved>(&event)) {
                    run.observed[one->id] = one->value;
                  }
                });
  auto finished = engine.run(select(catalogue, {}, {}).value());
  if (finished) {
    run.finished = *finished;
  } else {
    run.unusable = finished.error();
  }
  return run;
}

TEST(Engine, PassesWhatHolds) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "hello"
  expect = { status = 201 }
  [[scenario.step]]
  read = "{s}"
  expect = { body = "hello" }
)");
  EXPECT_THAT(done.results, SizeIs(1));
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass);
  EXPECT_EQ(done.finished.conclusion, Conclusion::conformant);
}

TEST(Engine, NumbersTheStreamsOfSeveralRequestsAndSavesATag) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s:each-*}"
  concurrently = 3
  type = "text/plain"
  body = "of {n}"
  expect = { status_counts = { 201 = 3 } }
  [[scenario.step]]
  send = "GET {s:each-2}?offset=-1"
  expect = { body = "of 2" }
  save = { tag = "tag" }
  [[scenario.step]]
  send = "GET {s:each-2}?offset=-1"
  header = { If-None-Match = "W/{tag}" }
  expect = { status = 304 }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass) << done.result("t.a").message;
}

TEST(Engine, FailsWithWhatWasExpectedWhatCameAndHowToSeeItAgain) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 299 }
)");
  const Result& result = done.result("t.a");
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.message, "expected status 299, got status 201");
  EXPECT_THAT(result.place, StartsWith("suites/t.toml:"));
  ASSERT_TRUE(result.evidence);
  EXPECT_THAT(result.evidence->curl, HasSubstr("-i -X PUT"));
  EXPECT_THAT(result.evidence->exchanges, SizeIs(1));
  EXPECT_EQ(done.finished.conclusion, Conclusion::violations);
}

constexpr std::string_view two_that_fail = R"(
[[scenario]]
id = "t.a"
title = "A"
proves = ["5.1/create"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 299 }
[[scenario]]
id = "t.b"
title = "B"
proves = ["5.1/create"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  as = "made"
  [[scenario.step]]
  wait = { until = "1s", after = "made" }
  [[scenario.step]]
  send = "HEAD {s}"
  expect = { status = 299 }
)";

TEST(Engine, StopsAfterAResultThatIsEnough) {
  RunOptions options;
  options.jobs = 1;
  options.in_given_order = true;
  options.stop_after = [](const Result& result) { return "enough of " + result.id; };
  const RunOutcome done = run(two_that_fail, options);
  EXPECT_THAT(done.results, SizeIs(1));
  EXPECT_EQ(done.finished.stopped_early, "enough of t.a");
  EXPECT_EQ(done.finished.conclusion, Conclusion::violations);
}

TEST(Engine, BeginsWithTheLongestWaitUnlessToldTheOrder) {
  RunOptions options;
  options.jobs = 1;
  std::vector<std::string> sent_by;
  options.journal = [&](const Exchange& exchange) {
    if (!exchange.scenario.empty()) sent_by.push_back(exchange.scenario);
  };
  const auto first = [&] {
    sent_by.clear();
    run(two_that_fail, options);
    return sent_by.front();
  };
  EXPECT_EQ(first(), "t.b");
  options.in_given_order = true;
  EXPECT_EQ(first(), "t.a");
}

TEST(Engine, WarnsWhereOnlyAShouldIsBroken) {
  const RunOutcome done = run(R"(
[[scenario]]
id = "t.a"
title = "A"
proves = ["5.1/nicety"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { header = { Nice = true } }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::warn);
  EXPECT_EQ(done.finished.conclusion, Conclusion::conformant);
}

TEST(Engine, BlocksOnAStepThatOnlyPrepares) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "no such stream"
  [[scenario.step]]
  read = "{s}"
  expect = { body = "x" }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::blocked);
  EXPECT_THAT(done.result("t.a").message, HasSubstr("step 1 of 2"));
  EXPECT_EQ(done.finished.conclusion, Conclusion::not_judged);
}

TEST(Engine, TakesWhatASuiteCannotSendForAFaultOfItsOwn) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "HEAD {s}"
  type = "text/plain"
  body = "x"
  expect = { status = 200 }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::error);
  EXPECT_THAT(done.result("t.a").message, HasSubstr("not sent: a HEAD request with a body"));
}

TEST(Engine, FailsAtAnEarlierStepThatProvesSomethingItself) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  proves = ["5.1/nicety"]
  expect = { status = 299 }
  [[scenario.step]]
  read = "{s}"
  expect = { body = "" }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::fail);
  EXPECT_THAT(done.result("t.a").requirements, ElementsAre("5.1/nicety"));
}

TEST(Engine, SkipsWhatTheTargetCannotDoAndSaysHowItKnows) {
  const RunOutcome done = run(scenario("t.a") + R"(
needs = ["retention"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 201 }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::skip);
  EXPECT_THAT(done.result("t.a").message, StartsWith("no retention: "));
  EXPECT_EQ(done.finished.conclusion, Conclusion::nothing_run) << "nothing was judged";
}

TEST(Engine, FailsForARequiredCapabilityThatIsAbsent) {
  RunOptions options;
  options.required = {"retention", "append"};
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 201 }
)",
                              options);
  EXPECT_THAT(done.results, SizeIs(2));
  EXPECT_EQ(done.result("require.retention").verdict, Verdict::fail);
}

TEST(Engine, GivesEachCaseAVerdict) {
  const RunOutcome done = run(scenario("t.a") + R"(
cases = [ { case = "good", status = 201 }, { case = "bad", status = 299 } ]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = "{status}" }
)");
  EXPECT_EQ(done.result("t.a[good]").verdict, Verdict::pass);
  EXPECT_EQ(done.result("t.a[bad]").verdict, Verdict::fail);
}

TEST(Engine, SeesALiveReadWhileLaterStepsAct) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  open = "GET {s}?offset=now&live=sse"
  as = "reader"
  until = { event = "control", json_includes = { upToDate = true } }
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "hello"
  save = { tail = "header Stream-Next-Offset" }
  [[scenario.step]]
  await = "reader"
  within = "5s"
  expect = { events = [ { event = "data", data = "hello" },
                        { event = "control", json_includes = { streamNextOffset = "{tail}" } } ] }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass) << done.result("t.a").message;
}

TEST(Engine, TakesSilenceForNoSuccess) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  open = "GET {s}?offset=now&live=sse"
  as = "reader"
  [[scenario.step]]
  await = "reader"
  within = "3s"
  expect = { events = [ { event = "data", data = "never sent" } ] }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::fail);
  EXPECT_THAT(done.result("t.a").message, HasSubstr("control"));
}

TEST(Engine, FailsWhenNothingAnswersInTime) {
  server::Rules rules;
  rules.options.long_poll_timeout = 60s;
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  send = "GET {s}?offset=now&live=long-poll"
  within = "5s"
  expect = { status = 204 }
)",
                              {}, rules);
  EXPECT_EQ(done.result("t.a").verdict, Verdict::fail);
  EXPECT_THAT(done.result("t.a").message, HasSubstr("no response"));
}

TEST(Engine, MakesAnAttemptAgainThatMissedItsWindowAndThenGivesUpWithoutBlame) {
  server::Rules rules;
  rules.options.long_poll_timeout = 3s;
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  as = "made"
  [[scenario.step]]
  wait = { until = "1s", after = "made", no_later_than = "2s" }
  [[scenario.step]]
  send = "GET {s}?offset=now&live=long-poll"
  expect = { status = 299 }
)",
                              {}, rules);
  EXPECT_EQ(done.result("t.a").verdict, Verdict::inconclusive);
  EXPECT_THAT(done.result("t.a").message, HasSubstr("none of 4 attempts"));
  EXPECT_EQ(done.finished.conclusion, Conclusion::not_judged);
}

TEST(Engine, CountsWhatCameOfRequestsTogether) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  concurrently = 8
  send = "POST {s}"
  type = "text/plain"
  header = { Stream-Seq = "a" }
  body = "writer {n}"
  expect = { status_counts = { 204 = 1, 409 = 7 } }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass) << done.result("t.a").message;
}

TEST(Engine, ReceivesWebhooks) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  open = "POST {hook}"
  type = "application/json"
  as = "call"
  [[scenario.step]]
  receive = "hook"
  within = "5s"
  expect = { header = { Content-Type = "application/json" } }
  answer = { status = 200, json = { done = true } }
  [[scenario.step]]
  await = "call"
  expect = { json = { done = true } }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass) << done.result("t.a").message;
}

TEST(Engine, SeesThatNoWebhookComes) {
  const RunOutcome done = run(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "{hook}"
  [[scenario.step]]
  receive = "hook"
  none = true
  within = "1s"
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass);
}

constexpr std::string_view observer = R"(
[[scenario]]
id = "t.o"
title = "How long a long-poll waits"
observe = "{status} after {waited}"
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  open = "GET {s}?offset=-1&live=long-poll"
  as = "poll"
  [[scenario.step]]
  await = "poll"
  expect = { response_ends = true }
  save = { waited = "elapsed", status = "status" }
)";

TEST(Engine, TellsWhatItObservesWithoutAVerdict) {
  const RunOutcome done = run(observer);
  EXPECT_THAT(done.results, IsEmpty());
  EXPECT_EQ(done.started.scenarios, 0U);
  EXPECT_THAT(done.observed, ElementsAre(Pair("t.o", "204 after 2.0 s")));
  EXPECT_EQ(done.finished.conclusion, Conclusion::conformant);
}

TEST(Engine, EndsObservationsWithTheLastVerdict) {
  const RunOutcome done = run(std::string(observer) + scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  as = "made"
  type = "text/plain"
  [[scenario.step]]
  wait = { until = "500ms", after = "made" }
  [[scenario.step]]
  send = "GET {s}"
  expect = { status = 200 }
)");
  EXPECT_EQ(done.result("t.a").verdict, Verdict::pass);
  EXPECT_THAT(done.observed, ElementsAre(Pair("t.o", "more than 0.5 s")));
}

TEST(Engine, SaysWhyAnObservationCouldNotBeMade) {
  const RunOutcome done = run(R"(
[[scenario]]
id = "t.o"
title = "O"
observe = "{type}"
  [[scenario.step]]
  send = "GET {s}"
  save = { type = "header Content-Type" }
)");
  EXPECT_THAT(done.observed,
              ElementsAre(Pair("t.o", StartsWith("unknown: expected status 2xx, got status 404"))));
}

TEST(Engine, DeletesWhatItMade) {
  const Catalogue catalogue = catalogue_of(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 201 }
)");
  for (const bool keep : {false, true}) {
    SimTransport transport(server::Core(), Instant{} + 24h * 365 * 60);
    RunOptions options;
    options.run_id = "test";
    options.keep_streams = keep;
    std::string url;
    Engine engine(transport, Target::parse("http://sim").value(), options, [](const Event&) {});
    ASSERT_TRUE(engine.run(select(catalogue, {}, {}).value()));
    int status = 0;
    transport.send(
        {.request = {"HEAD", "http://sim/conform-test-1.1-t.a", {}, {}}, .time_limit = 1s},
        {.on_head = [&](int code, const http::Headers&) { status = code; },
         .on_bytes = {},
         .on_done = {}});
    while (status == 0 && transport.run_once()) {
    }
    EXPECT_EQ(status, keep ? 200 : 404);
  }
}

TEST(Engine, LetsManyWaitsPassAtOnce) {
  std::string scenarios;
  for (int i = 0; i < 200; ++i) {
    scenarios += fmt::format(R"(
[[scenario]]
id = "t.wait-{}"
title = "A"
proves = ["5.1/create"]
  [[scenario.step]]
  send = "PUT {{s}}"
  type = "text/plain"
  as = "made"
  [[scenario.step]]
  wait = {{ until = "10s", after = "made" }}
  [[scenario.step]]
  send = "GET {{s}}"
  expect = {{ status = 200 }}
)",
                             i);
  }
  const RunOutcome done = run(scenarios);
  EXPECT_THAT(done.results, SizeIs(200));
  EXPECT_LT(done.finished.took, 11s);
}

TEST(Engine, SaysWhyATargetIsOfNoUse) {
  const Catalogue catalogue = catalogue_of(scenario("t.a") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 201 }
)");
  SimTransport transport(server::Core(), Instant{} + 24h);
  Engine engine(transport, Target::parse("http://sim/__ds").value(), {}, [](const Event&) {
    ADD_FAILURE() << "nothing is to be reported of a run that never began";
  });
  const auto finished = engine.run(select(catalogue, {}, {}).value());
  ASSERT_FALSE(finished);
  EXPECT_THAT(finished.error(), HasSubstr("cannot create a stream"));
}

TEST(Selection, TakesGlobsAndWholeTables) {
  EXPECT_TRUE(glob_matches("append.*", "append.seq"));
  EXPECT_TRUE(glob_matches("append.seq", "append.seq[one]"));
  EXPECT_TRUE(glob_matches("a*[o?e]", "append.seq[one]"));
  EXPECT_FALSE(glob_matches("append", "append.seq"));
  EXPECT_TRUE(glob_matches("*", ""));
}

TEST(Selection, RefusesAPatternThatMatchesNothing) {
  const Catalogue catalogue = catalogue_of(scenario("t.alpha") + R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  expect = { status = 201 }
)");
  Selection selection;
  selection.only = {"t.alpah"};
  const auto selected = select(catalogue, {}, selection);
  ASSERT_FALSE(selected);
  EXPECT_THAT(selected.error(), HasSubstr("did you mean 't.alpha'"));
  EXPECT_TRUE(select(catalogue, {}, {.suites = {}, .only = {}, .skip = {}, .level = Level::must}));
  const auto nothing =
      select(catalogue, {}, {.suites = {}, .only = {}, .skip = {"*"}, .level = Level::may});
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error(), HasSubstr("select nothing"));
}

TEST(Target, PutsTheNameWhereItBelongs) {
  EXPECT_EQ(Target::parse("http://h/v1").value().stream_url("x"), "http://h/v1/x");
  EXPECT_EQ(Target::parse("http://h/v1/").value().stream_url("x"), "http://h/v1/x");
  const auto target = Target::parse("http://h/a/{stream}/b?c=d").value();
  EXPECT_EQ(target.stream_url("x"), "http://h/a/x/b?c=d");
  EXPECT_EQ(target.stream_path("x"), "/a/x/b");
  EXPECT_EQ(target.root(), "http://h/a");
  EXPECT_EQ(with_query(target.stream_url("x"), "offset=-1"), "http://h/a/x/b?c=d&offset=-1");
  EXPECT_EQ(target.query(), "c=d");
  EXPECT_EQ(target.name_below_root("x"), "x/b");
}

TEST(Target, RefusesWhatIsNoUrl) {
  for (const auto* text : {"", "localhost:4437", "ftp://h/x", "http://h/x?y=z", "http:///x"}) {
    EXPECT_FALSE(Target::parse(text)) << text;
  }
}

}  // namespace
}  // namespace conform
