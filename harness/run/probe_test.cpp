// The probe against servers that respond wrongly.
#include "harness/run/probe.hpp"

#include <gmock/gmock.h>

#include "fixtures/server/core.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/run/small_server_test.hpp"
#include "harness/scenario/one_suite_test.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::Reply;
using test::SmallServer;
using test::SmallTransport;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Duration limit = 10s;

struct Probed {
  Findings findings;
  std::string error;
  Duration took{};
  std::vector<http::Request> requests;

  [[nodiscard]] Presence operator[](std::string_view name) const {
    for (const auto& one : findings.capabilities) {
      if (one.name == name) return one.presence;
    }
    throw std::out_of_range(std::string(name));
  }
  [[nodiscard]] std::string how(std::string_view name) const {
    for (const auto& one : findings.capabilities) {
      if (one.name == name) return one.how;
    }
    return {};
  }
};

Probed probed(SmallServer::Lie lie, std::vector<std::string> lacks = {}) {
  SmallTransport transport(std::move(lie));
  const Instant began = transport.now();
  auto findings = probe(transport, Target::parse("http://small").value(),
                        {.word = "probe", .time_limit = limit, .lacks = std::move(lacks)});
  Probed out;
  out.took = transport.now() - began;
  out.requests = transport.requests();
  if (findings) {
    out.findings = *std::move(findings);
  } else {
    out.error = findings.error();
  }
  return out;
}

bool asks(const http::Request& request, std::string_view method, std::string_view part) {
  return request.method == method && request.target.find(part) != std::string::npos;
}

/// Gives this reply to requests of that kind; the correct server handles all others.
SmallServer::Lie to(std::string method, std::string part, Reply reply) {
  return [=](const http::Request& request) -> std::optional<Reply> {
    if (!asks(request, method, part)) return std::nullopt;
    return reply;
  };
}

/// A correct server that ignores these headers.
SmallServer::Lie blind_to(std::vector<std::string> names) {
  auto right = std::make_shared<SmallServer>(SmallServer::Lie{});
  return [=](http::Request request) -> std::optional<Reply> {
    for (const auto& name : names) request.headers.remove(name);
    return (*right)(request);
  };
}

/// A correct server that ignores this query parameter of a read.
SmallServer::Lie blind_to_query(std::string part) {
  auto right = std::make_shared<SmallServer>(SmallServer::Lie{});
  return [=](http::Request request) -> std::optional<Reply> {
    const auto found = request.target.find(part);
    if (found != std::string::npos) request.target.erase(found, part.size());
    return (*right)(request);
  };
}

const Reply silence{.response = {}, .fate = Reply::Fate::silent};
const Reply drop{.response = {}, .fate = Reply::Fate::dropped};

TEST(Probe, SeesWhatARightServerCanDo) {
  const auto found = probed({});
  EXPECT_EQ(found.error, "");
  for (const char* name :
       {"read", "append", "delete", "close", "json", "now", "long-poll", "sse", "ttl", "expires-at",
        "stream-seq", "producers", "forks", "fork-sub-offset"}) {
    EXPECT_EQ(found[name], Presence::there) << name << ": " << found.how(name);
  }
  for (const char* name : {"subscriptions", "webhooks", "pull-wake", "retention"}) {
    EXPECT_EQ(found[name], Presence::absent) << name << ": " << found.how(name);
  }
  EXPECT_THAT(found.findings.ignored, IsEmpty());
  EXPECT_THAT(found.findings.dropped, IsEmpty());
  EXPECT_LT(found.took, 200ms);
}

TEST(Probe, TakesNoRefusalOfAReadForAFork) {
  auto blind = blind_to({"Stream-Forked-From"});
  const auto found = probed([blind](const http::Request& request) -> std::optional<Reply> {
    return request.method == "GET" ? answer(501) : blind(request);
  });
  EXPECT_EQ(found["read"], Presence::absent);
  EXPECT_EQ(found["forks"], Presence::absent);
  EXPECT_EQ(found["sse"], Presence::absent);
}

TEST(Probe, TakesNoTextForEvents) {
  const auto found =
      probed(to("GET", "live=sse", answer(200, {{"Content-Type", "text/plain"}}, "x")));
  EXPECT_EQ(found["sse"], Presence::absent);
  EXPECT_THAT(found.how("sse"), HasSubstr("text/plain"));
}

TEST(Probe, KnowsEventsOfAWrongMediaType) {
  const auto found =
      probed(to("GET", "live=sse",
                answer(200, {{"Content-Type", "text/plain"}}, "event: data\ndata: probe\n\n")));
  EXPECT_EQ(found["sse"], Presence::there);
}

TEST(Probe, TakesNoSilenceForALack) {
  const auto found = probed(to("GET", "live=sse", silence));
  EXPECT_EQ(found["sse"], Presence::unknown);
  EXPECT_EQ(found["long-poll"], Presence::there);
  EXPECT_LE(found.took, limit + 4s);
}

TEST(Probe, TakesNoFaultForALack) {
  EXPECT_EQ(probed(to("GET", "live=sse", answer(500)))["sse"], Presence::unknown);
  EXPECT_EQ(probed(to("GET", "live=sse", answer(501)))["sse"], Presence::absent);
  EXPECT_EQ(probed(to("GET", "live=sse", answer(400)))["sse"], Presence::absent);
  EXPECT_EQ(probed(to("GET", "live=sse", answer(429)))["sse"], Presence::unknown);
}

TEST(Probe, AsksABusyServerAgain) {
  auto refusals = std::make_shared<int>(0);
  const auto found = probed([refusals](const http::Request&) -> std::optional<Reply> {
    if (++*refusals % 3 == 0) return std::nullopt;
    return answer(429, {{"Retry-After", "0"}});
  });
  EXPECT_EQ(found.error, "");
  EXPECT_EQ(found["append"], Presence::there);
  EXPECT_EQ(found["forks"], Presence::there) << found.how("forks");
}

TEST(Probe, GivesUpOnAServerThatStaysBusy) {
  const auto found = probed([](const http::Request&) { return answer(503); });
  EXPECT_THAT(found.error, HasSubstr("every time"));
}

TEST(Probe, SeesProducersThatAreIgnored) {
  const auto found = probed(blind_to({"Producer-Id", "Producer-Epoch", "Producer-Seq"}));
  EXPECT_EQ(found["producers"], Presence::absent);
  EXPECT_THAT(found.findings.ignored, ElementsAre(Field(&ProbeEvidence::capability, "producers")));
}

TEST(Probe, SeesForksThatAreIgnored) {
  const auto found =
      probed(blind_to({"Stream-Forked-From", "Stream-Fork-Offset", "Stream-Fork-Sub-Offset"}));
  EXPECT_EQ(found["forks"], Presence::absent);
  EXPECT_EQ(found["fork-sub-offset"], Presence::absent);
  EXPECT_THAT(found.findings.ignored, ElementsAre(Field(&ProbeEvidence::capability, "forks")));
}

TEST(Probe, SeesAForkThatIsEmptyAndNotIgnored) {
  const auto found = probed(to("GET", "probe-fork", answer(200)));
  EXPECT_EQ(found["forks"], Presence::there) << "a fork of nothing is refused";
  EXPECT_THAT(found.findings.ignored, IsEmpty());
}

TEST(Probe, SeesACloseThatIsIgnored) {
  const auto found = probed(blind_to({"Stream-Closed"}));
  EXPECT_EQ(found["close"], Presence::absent);
  EXPECT_THAT(found.findings.ignored, ElementsAre(Field(&ProbeEvidence::capability, "close")));
}

TEST(Probe, SeesSubOffsetsThatHaveNoEffect) {
  const auto found = probed(blind_to({"Stream-Fork-Sub-Offset"}));
  EXPECT_EQ(found["forks"], Presence::there);
  EXPECT_EQ(found["fork-sub-offset"], Presence::absent);
  EXPECT_THAT(found.findings.ignored,
              ElementsAre(Field(&ProbeEvidence::capability, "fork-sub-offset")));
}

TEST(Probe, SeesALifeThatHasNoEffect) {
  EXPECT_EQ(probed(blind_to({"Stream-TTL"}))["ttl"], Presence::there)
      << "a second PUT is answered with 409";
  const auto blind = blind_to({"Stream-TTL"});
  const auto found = probed([blind](const http::Request& request) -> std::optional<Reply> {
    return request.method == "PUT" && request.target.ends_with("probe-ttl") ? answer(201)
                                                                            : blind(request);
  });
  EXPECT_EQ(found["ttl"], Presence::absent);
  EXPECT_EQ(found["expires-at"], Presence::there);
}

TEST(Probe, LeavesARefusedReadToTheTests) {
  EXPECT_EQ(probed(to("GET", "offset=-1", answer(400)))["read"], Presence::there);
  EXPECT_EQ(probed(to("GET", "offset=", answer(405)))["read"], Presence::absent);
}

TEST(Probe, SeesParametersThatAreIgnored) {
  EXPECT_EQ(probed(blind_to_query("&live=long-poll"))["long-poll"], Presence::absent);
  EXPECT_EQ(probed(blind_to_query("&live=sse"))["sse"], Presence::absent);
  EXPECT_EQ(probed(blind_to_query("offset=now"))["now"], Presence::absent);
}

TEST(Probe, KnowsALongPollThatNothingWakes) {
  const auto found = probed([](const http::Request& request) -> std::optional<Reply> {
    const bool at_tail = asks(request, "GET", "probe-wait");
    return at_tail ? std::optional(silence) : std::nullopt;
  });
  EXPECT_EQ(found["long-poll"], Presence::there) << "Stream-Cursor says so";
  EXPECT_LE(found.took, 6s);
}

TEST(Probe, TakesNoHangForAWait) {
  EXPECT_EQ(probed(to("GET", "live=long-poll", silence))["long-poll"], Presence::unknown);
}

TEST(Probe, JudgesAServerThatOnlyReads) {
  const auto found = probed([](const http::Request& request) -> std::optional<Reply> {
    return request.method == "POST" ? std::optional(answer(405)) : std::nullopt;
  });
  EXPECT_EQ(found.error, "");
  EXPECT_EQ(found["append"], Presence::absent);
  EXPECT_EQ(found["stream-seq"], Presence::absent);
  EXPECT_EQ(found["close"], Presence::absent);
  EXPECT_EQ(found["read"], Presence::there);
  EXPECT_EQ(found["sse"], Presence::there);
  EXPECT_EQ(found["long-poll"], Presence::there) << found.how("long-poll");
}

TEST(Probe, JudgesAServerThatOnlyWrites) {
  const auto found = probed([](const http::Request& request) -> std::optional<Reply> {
    return request.method == "GET" ? std::optional(answer(405)) : std::nullopt;
  });
  EXPECT_EQ(found.error, "");
  EXPECT_EQ(found["read"], Presence::absent);
  EXPECT_EQ(found["now"], Presence::absent);
  EXPECT_EQ(found["append"], Presence::there);
  EXPECT_EQ(found["producers"], Presence::there);
}

TEST(Probe, SaysThatNothingCanBeTestedWhereNothingCanBeMade) {
  EXPECT_THAT(probed(to("PUT", "", answer(405))).error, HasSubstr("does not create streams"));
}

TEST(Probe, KnowsAServerThatAcceptsEverything) {
  const auto found = probed([](const http::Request&) { return answer(200, {}, "ok"); });
  EXPECT_THAT(found.error, HasSubstr("does not look like a Durable Streams server"));
  EXPECT_THAT(found.error, HasSubstr("DELETE answered 200"));
}

TEST(Probe, TakesNoStreamForASubscription) {
  auto stored = std::make_shared<std::string>();
  const auto found = probed([stored](const http::Request& request) -> std::optional<Reply> {
    if (asks(request, "PUT", "/__ds/")) {
      *stored = request.body;
      return answer(201);
    }
    return asks(request, "GET", "/__ds/") ? std::optional(answer(200, {}, *stored)) : std::nullopt;
  });
  EXPECT_EQ(found["subscriptions"], Presence::absent);
  EXPECT_EQ(found["webhooks"], Presence::absent);
}

TEST(Probe, NamesWhatIsDroppedEachTime) {
  const auto found = probed(to("GET", "offset=now", drop));
  EXPECT_EQ(found["now"], Presence::unknown);
  EXPECT_THAT(found.findings.dropped, ElementsAre(Field(&ProbeEvidence::capability, "now")));
}

TEST(Probe, ForgivesADroppedConnection) {
  auto drops = std::make_shared<int>(0);
  const auto found = probed([drops](const http::Request& request) -> std::optional<Reply> {
    if (!asks(request, "GET", "offset=now") || ++*drops > 1) return std::nullopt;
    return drop;
  });
  EXPECT_EQ(found["now"], Presence::there);
  EXPECT_THAT(found.findings.dropped, IsEmpty());
}

TEST(Probe, ForgivesAFaultThatDoesNotComeAgain) {
  auto faults = std::make_shared<int>(0);
  const auto found = probed([faults](const http::Request& request) -> std::optional<Reply> {
    if (!asks(request, "GET", "offset=now") || ++*faults > 1) return std::nullopt;
    return answer(500);
  });
  EXPECT_EQ(found["now"], Presence::there);
}

TEST(Probe, DoesNotTryWhatIsSaidToBeLacking) {
  const auto found = probed({}, {"sse", "forks"});
  EXPECT_EQ(found["sse"], Presence::absent);
  EXPECT_EQ(found.how("forks"), "listed in --lacks");
  EXPECT_EQ(found["fork-sub-offset"], Presence::absent);
  EXPECT_THAT(found.requests, Not(Contains(Field(&http::Request::target, HasSubstr("live=sse")))));
}

TEST(Probe, TakesNoLongerThanItsLimitForAServerThatNeverAnswersAReadOrAnAppend) {
  const auto found = probed([](const http::Request& request) -> std::optional<Reply> {
    const bool hangs = request.method == "GET" || request.method == "POST";
    return hangs ? std::optional(silence) : std::nullopt;
  });
  EXPECT_EQ(found["read"], Presence::unknown);
  EXPECT_EQ(found["append"], Presence::unknown);
  EXPECT_LE(found.took, 2 * limit);
}

// ---- What a run makes of it

constexpr std::string_view suite = R"(
[suite]
id      = "t"
title   = "T"
section = "5.1"
[[scenario]]
id     = "t.made"
title  = "A stream is made"
proves = ["5.1/create"]
  [[scenario.step]]
  send   = "PUT {s}"
  type   = "text/plain"
  expect = { status = 201 }
[[scenario]]
id     = "t.live"
title  = "Events come"
proves = ["5.1/create"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  open   = "GET {s}?offset=-1&live=sse"
  as     = "reader"
  expect = { status = 200 }
[[scenario]]
id     = "t.fork"
title  = "A fork is made"
proves = ["5.1/create"]
  [[scenario.step]]
  send   = "PUT {s}"
  header = { Stream-Forked-From = "{path:source}" }
  expect = { status = 404 }
)";

struct RunOutcome {
  std::map<std::string, Result> results;
  RunFinished finished;
};

RunOutcome run(SmallServer::Lie lie, RunOptions options = {}) {
  const auto catalogue = test::catalogue_of(test::requirement("5.1/create"), suite);
  SmallTransport transport(std::move(lie));
  options.run_id = "test";
  RunOutcome outcome;
  Engine engine(transport, Target::parse("http://small").value(), options, [&](const Event& event) {
    if (const auto* one = std::get_if<ResultReached>(&event)) {
      outcome.results[one->result.id] = one->result;
    }
  });
  outcome.finished = engine.run(select(catalogue, {}, {}).value()).value();
  return outcome;
}

TEST(ProbedRun, IsConformantWhereAllIsThere) {
  const auto outcome = run({});
  EXPECT_EQ(outcome.results.size(), 3U);
  EXPECT_EQ(outcome.finished.conclusion, Conclusion::conformant);
}

TEST(ProbedRun, IsNotJudgedWhereSomethingIsNotKnown) {
  const auto outcome = run(to("GET", "live=sse", silence));
  EXPECT_EQ(outcome.results.at("t.made").verdict, Verdict::pass);
  EXPECT_EQ(outcome.results.at("t.live").verdict, Verdict::inconclusive);
  EXPECT_THAT(outcome.results.at("t.live").message,
              HasSubstr("unknown whether the server has sse"));
  EXPECT_EQ(exit_status_of(outcome.finished), 3);
}

TEST(ProbedRun, WarnsOnceOfWhatIsIgnored) {
  const auto outcome = run(blind_to({"Stream-Forked-From"}));
  EXPECT_EQ(outcome.results.at("t.fork").verdict, Verdict::skip);
  const auto& warning = outcome.results.at("capability.forks-ignored");
  EXPECT_EQ(warning.requirements, std::vector<std::string>{"4.2/inherited-then-own"});
  EXPECT_EQ(warning.verdict, Verdict::warn);
  EXPECT_EQ(warning.ruling, "R36");
  ASSERT_TRUE(warning.evidence);
  EXPECT_THAT(warning.evidence->curl, HasSubstr("Stream-Forked-From"));
  EXPECT_EQ(warning.evidence->exchanges.size(), 2U);
  EXPECT_EQ(exit_status_of(outcome.finished), 0);
}

TEST(ProbedRun, FailsForARequestThatIsDroppedEachTime) {
  const auto outcome = run(to("GET", "live=sse", drop));
  EXPECT_EQ(outcome.results.at("capability.sse-dropped").verdict, Verdict::fail);
  EXPECT_EQ(outcome.results.at("t.live").verdict, Verdict::inconclusive);
  EXPECT_EQ(exit_status_of(outcome.finished), 1);
}

TEST(ProbedRun, SkipsWhatIsSaidToBeLacking) {
  RunOptions options;
  options.lacks = {"sse"};
  const auto outcome = run({}, options);
  EXPECT_EQ(outcome.results.at("t.live").verdict, Verdict::skip);
  EXPECT_EQ(outcome.results.at("t.live").message, "no sse: listed in --lacks");
  EXPECT_EQ(exit_status_of(outcome.finished), 0);
}

TEST(ProbedRun, DoesNotKnowWhetherARequiredCapabilityIsThere) {
  RunOptions options;
  options.required = {"sse"};
  const auto outcome = run(to("GET", "live=sse", silence), options);
  EXPECT_EQ(outcome.results.at("require.sse").verdict, Verdict::inconclusive);
}

TEST(Probe, GivesSubscriptionsTheQueryOfStreams) {
  server::Rules rules;
  rules.fault.answers = [](server::LayerMemory&, const http::Request& request) {
    const bool is_known = request.target.find("tenant=x") != std::string::npos;
    return is_known ? std::nullopt : std::optional(http::Response{403, {}, {}});
  };
  SimTransport transport(server::Core(rules), simulated_start);
  const auto target = Target::parse("http://sim/v1/{stream}?tenant=x").value();
  const auto findings = probe(transport, target, {.word = "probe", .time_limit = limit}).value();
  for (const auto& one : findings.capabilities) {
    if (one.name != "subscriptions" && one.name != "webhooks" && one.name != "pull-wake") continue;
    EXPECT_EQ(one.presence, Presence::there) << one.name << ": " << one.how;
  }
}

}  // namespace
}  // namespace conform
