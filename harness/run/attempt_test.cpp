// Results do not depend on how late we, the link or the server's responses are: suites as text and
// those of the protocol, against the reference server behind slow links and in a process that
// stalls.
#include "harness/run/attempt.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>

#include "fixtures/server/core.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/late_transport.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/one_suite_test.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

Catalogue catalogue_of(std::string_view steps) {
  return test::catalogue_of(test::requirement("5.7/wakes"),
                            "[suite]\nid = \"t\"\ntitle = \"T\"\nsection = \"5.7\"\n[[scenario]]\n"
                            "id = \"t.a\"\ntitle = \"A\"\nproves = [\"5.7/wakes\"]\n" +
                                std::string(steps));
}

std::vector<Result> results_of(const Catalogue& catalogue, test::Lateness lateness,
                               server::Rules rules, RunOptions options = {}) {
  SimTransport simulation(server::Core(std::move(rules)), simulated_start);
  test::LateTransport transport(simulation, std::move(lateness));
  options.run_id = "test";
  std::vector<RuleInfo> infos;
  for (const auto& rule : all_rules()) infos.push_back(rule.info);
  std::vector<Result> results;
  Engine engine(transport, simulated_target(), std::move(options), [&](const Event& event) {
    if (const auto* one = std::get_if<ResultReached>(&event)) results.push_back(one->result);
  });
  const auto finished = engine.run(select(catalogue, infos, {}).value());
  if (!finished) throw std::runtime_error(finished.error());
  return results;
}

/// The result of a scenario with these steps.
Result judged(std::string_view steps, test::Lateness lateness = {}, server::Rules rules = {}) {
  const auto catalogue = catalogue_of(steps);
  for (auto& result : results_of(catalogue, std::move(lateness), std::move(rules))) {
    if (result.id == "t.a") return std::move(result);
  }
  throw std::logic_error("no result");
}

/// The process does not run for `stall` after the first second of every period.
test::Lateness stalls(Duration stall, Duration period) {
  return {.held_up = [=](Instant when) {
    const auto since = (when - simulated_start) % period;
    return since > 1s && since < 1s + stall ? when - since + 1s + stall : when;
  }};
}

bool is_live(const http::Request& request) {
  return request.target.find("live=") != std::string::npos;
}

test::Lateness live_reads_late(Duration late) {
  return {.to_server = [late](const http::Request& request) {
    return is_live(request) ? late : Duration::zero();
  }};
}

// ---- held up ------------------------------------------------------------------------------------

constexpr std::string_view silent_events = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "hello"
  [[scenario.step]]
  open = "GET {s}?offset=-1&live=sse"
  as = "reader"
  [[scenario.step]]
  await = "reader"
  within = "3s"
  expect = { events = [ { event = "data", data = "never sent" } ] }
)";

TEST(HeldUp, ASilentServerFailsAllTheSame) {
  const auto result = judged(silent_events, stalls(1s, 60s));
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
  EXPECT_GE(result.took, 3900ms) << "the server is given what was lost";
}

TEST(HeldUp, SilenceIsOpenWhereNearlyAllTimeWasLost) {
  const auto result = judged(silent_events, stalls(20s, 22s));
  EXPECT_EQ(result.verdict, Verdict::inconclusive) << result.message;
  EXPECT_THAT(result.message, HasSubstr("held up"));
}

TEST(HeldUp, WhatHasComeAndIsWrongIsNeverOpen) {
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "hello"
  [[scenario.step]]
  open = "GET {s}?offset=-1&live=sse"
  as = "reader"
  [[scenario.step]]
  wait = { until = "900ms", after = "reader" }
  [[scenario.step]]
  await = "reader"
  within = "3s"
  expect = { event_data = "another" }
)",
                             stalls(20s, 22s));
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
}

TEST(HeldUp, AnAnswerThatCameMeanwhileIsInTime) {
  server::Rules rules;
  rules.options.long_poll_timeout = 2s;
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  send = "GET {s}?offset=-1&live=long-poll"
  within = "3s"
  expect = { status = 204 }
)",
                             stalls(6s, 60s), rules);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(HeldUp, ARequestThatGetsNoAnswerFailsAllTheSame) {
  server::Rules rules;
  rules.options.long_poll_timeout = 1h;
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  send = "GET {s}?offset=-1&live=long-poll"
  within = "3s"
  expect = { status = 204 }
)",
                             stalls(2s, 60s), rules);
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
  EXPECT_GE(result.took, 4900ms);
}

TEST(HeldUp, NothingThatComesToAWebhookIsSeenAfterwardsToo) {
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "{hook}"
  [[scenario.step]]
  receive = "hook"
  none = true
  within = "3s"
)",
                             stalls(1s, 60s));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

/// A webhook is delivered 500 ms after the stream was created.
constexpr std::string_view unwanted_delivery = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "{hook}"
  as = "made"
  [[scenario.step]]
  wait = { until = "900ms", after = "made" }
  [[scenario.step]]
  open = "POST {hook}"
  type = "text/plain"
  until = "sent"
  as = "delivery"
  [[scenario.step]]
  receive = "hook"
  none = true
  within = "1s"
)";

TEST(HeldUp, WhatComesToAWebhookInTimeFails) {
  EXPECT_EQ(judged(unwanted_delivery).verdict, Verdict::fail);
}

TEST(HeldUp, WhatIsReadTooLateFromAWebhookIsOpen) {
  // Each attempt starts with a period, so that its delivery arrives while the process is stalled.
  auto late = stalls(5s, 6s);
  late.to_server = [](const http::Request& request) {
    return request.target.find("18437") != std::string::npos ? Duration(300ms) : Duration::zero();
  };
  const auto result = judged(unwanted_delivery, late);
  EXPECT_EQ(result.verdict, Verdict::inconclusive) << result.message;
}

TEST(Webhook, IsWaitedForUntilItHasCome) {
  test::Lateness late{.to_server = [](const http::Request& request) {
    return request.target.find("18437") != std::string::npos ? Duration(2s) : Duration::zero();
  }};
  const auto result = judged(R"(
  [[scenario.step]]
  open = "POST {hook}"
  type = "text/plain"
  until = "sent"
  as = "delivery"
  [[scenario.step]]
  wait = { until = "1s", arrival = "hook" }
  [[scenario.step]]
  receive = "hook"
  [[scenario.step]]
  await = "delivery"
  expect = { status = 200, elapsed = { at_least = "3s", at_most = "3100ms" } }
)",
                             late);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(Webhook, ThatNeverComesPreparesNothing) {
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "{hook}"
  [[scenario.step]]
  wait = { until = "1s", arrival = "hook" }
  [[scenario.step]]
  receive = "hook"
  expect = { body = "x" }
)");
  EXPECT_EQ(result.verdict, Verdict::blocked) << result.message;
  EXPECT_THAT(result.message, HasSubstr("a request to the webhook"));
}

// ---- without waiting ----------------------------------------------------------------------------

constexpr std::string_view answered_at_once = R"(
  [[scenario.step]]
  send = "PUT {s:open}"
  type = "text/plain"
  save = { start = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s:open}?offset={start}&live=long-poll"
  until = "sent"
  as = "open"
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "data"
  [[scenario.step]]
  send = "GET {s}?offset=-1&live=long-poll"
  expect = { status = 200, body = "data", at_once = true }
)";

server::Rules live_data_held_back() {
  server::Rules rules;
  rules.fault.holds_back = [](const http::Request& request, int status) {
    return is_live(request) && status == 200 ? Duration(2s) : Duration::zero();
  };
  return rules;
}

TEST(AtOnce, ALongPollThatWaitsOverItsDataFails) {
  const auto result = judged(answered_at_once, {}, live_data_held_back());
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
  EXPECT_THAT(result.message,
              HasSubstr("a tenth of the 2.0 s for which this server's long-polls wait"));
  EXPECT_THAT(result.message, HasSubstr("responses after 2.0, 2.0, 2.0 s"));
}

TEST(AtOnce, TheTenthIsOfTheServersOwnTimeout) {
  auto rules = live_data_held_back();
  rules.options.long_poll_timeout = 30s;
  const auto result = judged(answered_at_once, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(AtOnce, AServerWhoseResponsesAreAllSlowPasses) {
  const test::Lateness late{.to_server = [](const http::Request&) { return Duration(2s); }};
  EXPECT_EQ(judged(answered_at_once, late).verdict, Verdict::pass);
}

TEST(AtOnce, OneSlowResponsePasses) {
  bool was_late = false;
  const test::Lateness late{.to_server = [&](const http::Request& request) {
    const bool is_first = request.target.find("offset=-1") != std::string::npos && !was_late;
    was_late = was_late || is_first;
    return is_first ? Duration(3s) : Duration::zero();
  }};
  EXPECT_EQ(judged(answered_at_once, late).verdict, Verdict::pass);
}

TEST(AtOnce, AStallOfOurOwnIsNoWait) {
  EXPECT_NE(judged(answered_at_once, stalls(3s, 4s)).verdict, Verdict::fail);
}

// ---- refused ------------------------------------------------------------------------------------

constexpr std::string_view refusable = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = { repeat = "x", times = 2000 }
  may_refuse = [413, "closed"]
  [[scenario.step]]
  read = "{s}"
  expect = { body = { repeat = "x", times = 2000 } }
)";

TEST(MayRefuse, SkipsAScenarioWhoseRequestIsRefused) {
  server::Rules rules;
  rules.options.max_body_bytes = 1000;
  const auto result = judged(refusable, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::skip);
  EXPECT_EQ(result.message, "the server may refuse this PUT, and answers 413");
}

TEST(MayRefuse, IsAboutTheStatusesThatItNames) {
  server::Rules rules;
  rules.options.max_body_bytes = 1000;
  rules.requests.body_too_large = 400;
  EXPECT_EQ(judged(refusable, {}, rules).verdict, Verdict::blocked);
  EXPECT_EQ(judged(refusable).verdict, Verdict::pass);
}

// ---- bodies that are compared as they come ------------------------------------------------------

constexpr std::string_view large_body = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  send = "POST {s}"
  times = 3
  type = "text/plain"
  body = { repeat = "part {n} ", times = 900000 }
  [[scenario.step]]
  read = "{s}"
  expect = { body = { repeat = "part {n} ", times = 900000, count = 3 } }
)";

TEST(LargeBody, IsReadInPagesOrAsOne) {
  server::Rules in_one;
  in_one.options.max_chunk_bytes.reset();
  EXPECT_EQ(judged(large_body).verdict, Verdict::pass);
  const auto result = judged(large_body, {}, in_one);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(LargeBody, InTooManyPagesIsOpen) {
  server::Rules rules;
  rules.options.max_chunk_bytes = 1000;
  const auto result = judged(large_body, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::inconclusive) << result.message;
  EXPECT_THAT(result.message, HasSubstr("pages are so small"));
}

TEST(LargeBody, ThatIsMoreThanIsReadOfOneResponseIsOpen) {
  server::Rules rules;
  rules.options.max_chunk_bytes.reset();
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  send = "POST {s}"
  times = 3
  type = "text/plain"
  body = { repeat = "part {n} ", times = 900000 }
  [[scenario.step]]
  send = "GET {s}?offset=-1"
  expect = { status = 200, body = "none of it" }
)",
                             {}, rules);
  EXPECT_EQ(result.verdict, Verdict::inconclusive) << result.message;
}

TEST(LargeBody, IsComparedByteByByte) {
  server::Rules rules;
  rules.fault.rewrites = [](http::Request& request) {
    if (request.body.starts_with("part 3")) request.body[100] = '!';
  };
  const auto result = judged(large_body, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("at byte 12600100 of the body, got \"!"));
}

TEST(LargeBody, MustBeComplete) {
  server::Rules rules;
  rules.fault.rewrites = [](http::Request& request) {
    if (request.body.starts_with("part 3")) request.body.resize(700);
  };
  const auto result = judged(large_body, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("the end after 12600700 bytes"));
}

// ---- sweeps -------------------------------------------------------------------------------------

constexpr std::string_view swept = R"(
  sweep = { delay = "0ms..400ms", times = 9 }
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { start = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s}?offset={start}&live=long-poll"
  until = "sent"
  as = "reader"
  [[scenario.step]]
  wait = { until = "{delay}", after = "reader" }
  [[scenario.step]]
  send = "POST {s}"
  header = { Stream-Closed = "true" }
  [[scenario.step]]
  await = "reader"
  expect = { status = 204, header = { Stream-Closed = "true" } }
)";

TEST(Sweep, LeavesOutDelaysThatAreLongerThanTheServerWaits) {
  server::Rules rules;
  rules.options.long_poll_timeout = 320ms;
  const auto result = judged(swept, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(Sweep, NeedsAThirdOfItsDelays) {
  server::Rules rules;
  rules.options.long_poll_timeout = 70ms;
  rules.long_poll.wakes_on_close = false;
  EXPECT_NE(judged(swept, {}, rules).verdict, Verdict::pass);
}

// ---- order on the way ---------------------------------------------------------------------------

constexpr std::string_view woken = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { start = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s}?offset={start}&live=long-poll"
  as = "reader"
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "new"
  [[scenario.step]]
  await = "reader"
  expect = { status = 200, body = "new" }
)";

TEST(Late, AReadThatArrivesAfterTheAppendPasses) {
  EXPECT_EQ(judged(woken, live_reads_late(2s)).verdict, Verdict::pass);
}

TEST(Late, ALongPollThatRanOutBeforeTheAppendCameIsOpen) {
  server::Rules rules;
  rules.options.long_poll_timeout = 150ms;
  const test::Lateness late{.to_server =
                                [](const http::Request& request) {
                                  return request.method == "POST" ? Duration(400ms)
                                                                  : Duration::zero();
                                },
                            .back =
                                [](const http::Request& request) {
                                  return is_live(request) ? Duration(600ms) : Duration::zero();
                                }};
  const auto result = judged(woken, late, rules);
  EXPECT_EQ(result.verdict, Verdict::inconclusive) << result.message;
  EXPECT_THAT(result.message, HasSubstr("timeout"));
}

TEST(Late, ALongPollThatIsNotWokenFails) {
  server::Rules rules;
  rules.options.long_poll_timeout = 2s;
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { start = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s}?offset={start}&live=long-poll"
  as = "reader"
  [[scenario.step]]
  send = "HEAD {s}"
  [[scenario.step]]
  await = "reader"
  expect = { status = 200, body = "new" }
)",
                             {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
}

TEST(Late, ALongPollThatIsWokenToTheWrongAnswerFails) {
  server::Rules rules;
  rules.options.long_poll_timeout = 2s;
  rules.long_poll.closed_without_data = false;
  const auto result = judged(R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { start = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s}?offset={start}&live=long-poll"
  as = "reader"
  [[scenario.step]]
  send = "POST {s}"
  header = { Stream-Closed = "true" }
  [[scenario.step]]
  await = "reader"
  expect = { status = 204, header = { Stream-Closed = "true" } }
)",
                             {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
}

TEST(Late, ARefusedLiveReadIsTheSameWheneverItComes) {
  constexpr std::string_view steps = R"(
  [[scenario.step]]
  open = "GET {s:nowhere}?offset=-1&live=long-poll"
  as = "reader"
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  await = "reader"
  expect = { status = 200 }
)";
  const auto soon = judged(steps);
  const auto later = judged(steps, live_reads_late(300ms));
  EXPECT_EQ(soon.verdict, Verdict::fail);
  EXPECT_EQ(later.verdict, soon.verdict);
  EXPECT_EQ(later.message, soon.message);
}

// ---- all that the protocol's suites hold --------------------------------------------------------

std::vector<std::string> failures_in(const std::vector<Result>& results) {
  std::vector<std::string> found;
  for (const auto& result : results) {
    if (result.verdict == Verdict::pass || result.verdict == Verdict::skip ||
        result.verdict == Verdict::inconclusive) {
      continue;
    }
    found.push_back(fmt::format("{}: {}", result.id, result.message));
  }
  return found;
}

std::ptrdiff_t inconclusive(const std::vector<Result>& results) {
  return std::count_if(results.begin(), results.end(), [](const Result& result) {
    return result.verdict == Verdict::inconclusive;
  });
}

const Catalogue& built_in() {
  static const Catalogue catalogue = load(embedded_suites()).value();
  return catalogue;
}

TEST(AllSuites, PassWithLateLiveReads) {
  const auto results = results_of(built_in(), live_reads_late(300ms), repeatable_rules());
  EXPECT_THAT(failures_in(results), IsEmpty());
  EXPECT_LE(inconclusive(results), 16) << "one in a hundred";
}

TEST(AllSuites, PassOverALinkThatIsSometimesSlow) {
  std::minstd_rand random(1);
  const auto up_to_600_ms = [&random](const http::Request&) -> Duration {
    return std::chrono::milliseconds(random() % 601);
  };
  const auto results = results_of(built_in(), {.to_server = up_to_600_ms}, repeatable_rules());
  EXPECT_THAT(failures_in(results), IsEmpty());
}

TEST(AllSuites, PassWithLongDelaysOfResponses) {
  std::minstd_rand random(2);
  const auto up_to_600_ms = [&random](const http::Request&) -> Duration {
    return std::chrono::milliseconds(random() % 601);
  };
  const auto results = results_of(built_in(), {.back = up_to_600_ms}, repeatable_rules());
  EXPECT_THAT(failures_in(results), IsEmpty());
}

TEST(AllSuites, PassWhereThisProcessIsHeldUp) {
  const auto results = results_of(built_in(), stalls(2s, 9s), repeatable_rules());
  EXPECT_THAT(failures_in(results), IsEmpty());
}

TEST(AllSuites, KnowWhatTakesLongerThanAShortTimeLimit) {
  RunOptions options;
  options.time_limit = 500ms;
  const auto results = results_of(built_in(), {}, repeatable_rules(), options);
  EXPECT_THAT(failures_in(results), IsEmpty());
  EXPECT_EQ(inconclusive(results), 0);
}

// ---- sweeps, held bodies, long polls that come with their timeout -------------------------------

constexpr std::string_view sweep_over_a_wake_up = R"(
sweep = { delay = "0ms..20ms", times = 11 }
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { tail = "header Stream-Next-Offset" }
  [[scenario.step]]
  open  = "GET {s}?live=sse&offset={tail}"
  as    = "reader"
  until = "sent"
  [[scenario.step]]
  wait = { until = "{delay}", after = "reader" }
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "data"
  [[scenario.step]]
  await  = "reader"
  expect = { event_data = "data" }
)";

TEST(Sweep, NamesTheSmallestDelayThatFails) {
  server::Rules rules;
  rules.sse.fault.deaf = {9ms, 15ms};
  const auto result = judged(sweep_over_a_wake_up, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
  EXPECT_THAT(result.message, HasSubstr("with a delay of 10ms; 0ms to 8ms passed"));
  EXPECT_THAT(result.evidence->curl, HasSubstr("sleep 0.0100  # the failure depends on it"));
}

TEST(Sweep, PassesWhereEveryDelayDoes) {
  EXPECT_EQ(judged(sweep_over_a_wake_up).verdict, Verdict::pass);
}

TEST(Sweep, LeavesDelaysOutRatherThanTakeLong) {
  const auto result = judged(sweep_over_a_wake_up, live_reads_late(1s));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
  EXPECT_LT(result.took, 8s);
}

TEST(Await, SeesWhenALongPollHasItsDataOnlyWithTheTimeout) {
  constexpr std::string_view steps = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  save = { tail = "header Stream-Next-Offset" }
  [[scenario.step]]
  open = "GET {s}?live=long-poll&offset={tail}"
  as   = "reader"
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "data"
  [[scenario.step]]
  await  = "reader"
  expect = { status = 200 }
)";
  server::Rules rules;
  rules.long_poll.wakes_on_append = false;
  const auto result = judged(steps, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::fail) << result.message;
  EXPECT_THAT(result.message, HasSubstr("with the timeout, 1.9 s after the write"));
  EXPECT_EQ(judged(steps, live_reads_late(800ms)).verdict, Verdict::pass);
}

TEST(Await, ReadsTheRestOfAnEventStreamThatWasCut) {
  constexpr std::string_view steps = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "one;"
  [[scenario.step]]
  open  = "GET {s}?live=sse&offset=-1"
  as    = "reader"
  until = { event = "control" }
  [[scenario.step]]
  wait = { until = "3s", after = "reader" }
  [[scenario.step]]
  send = "POST {s}"
  type = "text/plain"
  body = "two;"
  [[scenario.step]]
  await      = "reader"
  may_be_cut = true
  expect     = { event_data = "one;two;" }
)";
  server::Rules rules;
  rules.options.event_stream_lifetime = 2s;
  const auto result = judged(steps, {}, rules);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(Open, SendsABodyInParts) {
  constexpr std::string_view steps = R"(
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  [[scenario.step]]
  open  = "POST {s}"
  type  = "text/plain"
  body  = ["one,", { hold = true }, "two,", { hold = true }, "three"]
  until = "sent"
  as    = "late"
  [[scenario.step]]
  resume = "late"
  [[scenario.step]]
  read   = "{s}"
  tests  = true
  expect = { body = "" }
  [[scenario.step]]
  resume = "late"
  [[scenario.step]]
  await  = "late"
  expect = { status = 204 }
  [[scenario.step]]
  read   = "{s}"
  expect = { body = "one,two,three" }
)";
  EXPECT_EQ(judged(steps).verdict, Verdict::pass);
  server::Rules rules;
  rules.append.fault.unfinished = server::AppendRules::Faults::Unfinished::shows_parts;
  EXPECT_THAT(judged(steps, {}, rules).message, HasSubstr("one,two,"));
}

}  // namespace
}  // namespace conform
