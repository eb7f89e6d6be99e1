// The capabilities derived from what scenarios send, tested through the loader.
#include "harness/scenario/needs.hpp"

#include <gmock/gmock.h>

#include "harness/scenario/loader.hpp"

namespace conform {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view requirements = R"(
[[requirement]]
id    = "5.1/create"
level = "must"
binds = "server"
text  = "A stream can be made."
)";

constexpr std::string_view head = R"(
[suite]
id      = "t"
title   = "T"
section = "5.1"
[[scenario]]
id     = "t.a"
title  = "A"
proves = ["5.1/create"]
)";

Expected<Catalogue, std::vector<LoadError>> load_with(std::string_view lines) {
  const SuiteFolder folder{"suites",
                           {{"requirements.toml", std::string(requirements)},
                            {"t.toml", std::string(head) + std::string(lines)}}};
  return load(std::span(&folder, 1));
}

std::vector<Scenario> scenarios(std::string_view lines) {
  const auto catalogue = load_with(lines);
  if (!catalogue) throw std::invalid_argument(to_string(catalogue.error().front()));
  return catalogue->suites.front().scenarios;
}

/// The capabilities that a scenario with one step needs.
std::vector<std::string> needs_of_step(std::string_view step) {
  return scenarios("[[scenario.step]]\n" + std::string(step)).front().needs;
}

TEST(Needs, FollowFromTheMethod) {
  EXPECT_THAT(needs_of_step("send = 'PUT {s}'\nexpect = { status = 201 }"), IsEmpty());
  EXPECT_THAT(needs_of_step("send = 'HEAD {s}'\nexpect = { status = 200 }"), IsEmpty());
  EXPECT_THAT(needs_of_step("send = 'GET {s:other}'\nexpect = { status = 200 }"),
              ElementsAre("read"));
  EXPECT_THAT(needs_of_step("read = '{s}'\nexpect = { body = '' }"), ElementsAre("read"));
  EXPECT_THAT(needs_of_step("send = 'DELETE {root}/{run}/a'\nexpect = { status = 204 }"),
              ElementsAre("delete"));
  EXPECT_THAT(needs_of_step("send = 'POST {s}'\nbody = 'x'\nexpect = { status = 204 }"),
              ElementsAre("append"));
}

TEST(Needs, FollowFromTheQueryHoweverItIsWritten) {
  EXPECT_THAT(needs_of_step("send = 'GET {s}?offset=now&live=sse'\nexpect = { status = 200 }"),
              ElementsAre("read", "now", "sse"));
  EXPECT_THAT(needs_of_step("send = 'GET {s}'\nquery = { live = 'long-poll', offset = '-1' }\n"
                            "expect = { status = 200 }"),
              ElementsAre("read", "long-poll"));
}

TEST(Needs, FollowFromHeaders) {
  EXPECT_THAT(needs_of_step("send = 'PUT {s}'\nheader = { stream-ttl = '1e3' }\n"
                            "expect = { status = 400 }"),
              ElementsAre("ttl"));
  EXPECT_THAT(needs_of_step("send = 'PUT {s}'\nexpect = { status = 201 }\n"
                            "header = { Stream-Forked-From = '{path:x}', "
                            "Stream-Fork-Sub-Offset = '1' }"),
              ElementsAre("forks", "fork-sub-offset"));
  EXPECT_THAT(needs_of_step("send = 'PUT {s}'\ntype = 'Application/JSON; charset=utf-8'\n"
                            "expect = { status = 201 }"),
              ElementsAre("json"));
}

TEST(Needs, KnowACloseFromAnAppend) {
  EXPECT_THAT(needs_of_step("send = 'POST {s}'\nheader = { Stream-Closed = 'TRUE' }\n"
                            "expect = { status = 204 }"),
              ElementsAre("close"));
  EXPECT_THAT(needs_of_step("send = 'POST {s}'\nheader = { Stream-Closed = 'true' }\nbody = 'x'\n"
                            "expect = { status = 204 }"),
              ElementsAre("append", "close"));
  EXPECT_THAT(needs_of_step("send = 'POST {s}'\nheader = { Stream-Closed = 'yes' }\n"
                            "expect = { status = 400 }"),
              ElementsAre("append"));
}

TEST(Needs, FollowFromBytesOnABareConnection) {
  EXPECT_THAT(
      needs_of_step("raw = \"POST {path} HTTP/1.1\\r\\nHost: {host}\\r\\nProducer-Id: p\\r\\n\\r\\n"
                    "GET {path}?offset=now HTTP/1.1\\r\\n\\r\\n\"\nexpect = { status = 400 }"),
      ElementsAre("read", "append", "now", "producers", "raw"));
}

TEST(Needs, FollowFromWhatIsSentToTheControlApi) {
  EXPECT_THAT(needs_of_step("send = 'GET {root}/__ds/subscriptions/{run}'\n"
                            "expect = { status = 404 }"),
              ElementsAre("subscriptions"));
  EXPECT_THAT(needs_of_step("send = 'PUT {root}/__ds/subscriptions/{run}'\n"
                            "json = { type = 'webhook', webhook = { url = 'https://a.test/' } }\n"
                            "expect = { status = 201 }"),
              ElementsAre("subscriptions", "webhooks"));
  EXPECT_THAT(needs_of_step("send = 'PUT {root}/__ds/subscriptions/{run}'\n"
                            "body = '{ \"type\": \"pull-wake\" }'\nexpect = { status = 201 }"),
              ElementsAre("subscriptions", "pull-wake"));
  EXPECT_THAT(needs_of_step("send = 'PUT {root}/__ds-{run}'\nexpect = { status = 201 }"), IsEmpty())
      << "a stream whose name only begins so";
}

TEST(Needs, AreThoseOfEachCase) {
  const auto cases = scenarios(R"(
cases = [ { case = "one", live = "sse" }, { case = "other", live = "long-poll" } ]
[[scenario.step]]
send = "GET {s}?offset=-1&live={live}"
expect = { status = 200 }
)");
  EXPECT_THAT(cases[0].needs, ElementsAre("read", "sse"));
  EXPECT_THAT(cases[1].needs, ElementsAre("read", "long-poll"));
}

TEST(Needs, AreAddedToThoseThatAreWritten) {
  EXPECT_THAT(scenarios("needs = ['http2', 'append']\n[[scenario.step]]\nsend = 'GET {s}'\n"
                        "expect = { status = 200 }")
                  .front()
                  .needs,
              ElementsAre("http2", "append", "read"));
}

TEST(Needs, CanBeExceptedWhereTheirRefusalIsTested) {
  EXPECT_THAT(scenarios("needs_not = ['append']\n[[scenario.step]]\nsend = 'POST {s}'\n"
                        "body = 'x'\nexpect = { status = [204, 405] }")
                  .front()
                  .needs,
              IsEmpty());
}

TEST(Needs, AreNotExceptedWithoutReason) {
  const auto refused = load_with(
      "needs_not = ['sse']\n[[scenario.step]]\nsend = 'PUT {s}'\nexpect = { status = 201 }");
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_string(refused.error().front()),
              HasSubstr("'sse' does not follow from the steps: remove it"));
}

/// Handwritten `needs` are easily incomplete; these follow from the steps of the built-in suites.
TEST(Needs, AreKnownOfEveryBuiltInScenario) {
  const auto folders = embedded_suites();
  const auto catalogue = load(folders);
  ASSERT_TRUE(catalogue);
  for (const auto& suite : catalogue->suites) {
    for (const auto& scenario : suite.scenarios) {
      if (suite.id == "sse") {
        EXPECT_THAT(scenario.needs, Contains("sse")) << scenario.id;
      }
      if (suite.id == "delivery") {
        EXPECT_THAT(scenario.needs, testing::AnyOf(Contains("webhooks"), Contains("pull-wake")))
            << scenario.id;
      }
    }
  }
}

}  // namespace
}  // namespace conform
