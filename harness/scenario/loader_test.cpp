// One suite that uses every key of suites/README.md.
#include "harness/scenario/loader.hpp"

#include <gmock/gmock.h>

#include <variant>

namespace conform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view requirements = R"(
[[requirement]]
id     = "1/must"
level  = "must"
binds  = "server"
text   = "A promise."
ruling = "R3"
needs  = ["append"]

[[requirement]]
id         = "1/may"
level      = "may"
binds      = "either"
text       = "A permission."
unprovable = "either way conforms"
)";

constexpr std::string_view requests = R"(
[suite]
id      = "requests"
title   = "Requests"
section = "5.2"
needs   = ["append"]

[[scenario]]
id     = "requests.all"
title  = "Every key of a request"
why    = "A note."
proves = ["1/may"]
level  = "should"
needs  = ["json", "append"]
ruling = "R12"

  [[scenario.step]]
  send       = "PUT {s:other}?offset={run}"
  as         = "created"
  type       = "text/plain"
  header     = { X-Two = ["a", "b"], A-One = "{path:other}" }
  query      = { live = "sse", tag = ["x", "{run}"] }
  body       = "text {n}"
  chunked    = true
  connection = "new"
  concurrently = 8
  within     = "5s"
  expect     = { status_counts = { 204 = 1, 4xx = 7 }, distinct = ["Stream-Next-Offset"] }
  save       = { tail = "header Stream-Next-Offset", code = "status", all = "body",
                 deep = "json /a~1b/0", last = "event control /upToDate" }

  [[scenario.step]]
  send  = "POST {s}"
  times = 3
  json  = { z = 1, a = ["{tail}", { b = true, c = 1.5 }], "{n}" = "{n}" }

  [[scenario.step]]
  send = "POST {s}"
  body = { hex = "00fF" }

  [[scenario.step]]
  send = "POST {s}"
  body = { file = "bodies/x" }

  [[scenario.step]]
  send = "POST {s}"
  body = { repeat = "ab{all}", times = 512, count = 2 }
  may_refuse = [413, "closed"]

  [[scenario.step]]
  send = "POST {root}/x"
  body = { random = 4096, seed = 1 }

  [[scenario.step]]
  read   = "{s}"
  from   = "{deep}"
  expect = { tail = "{tail}", closed = false, body = "{last}" }

  [[scenario.step]]
  wait = { until = "1.2s", after = "created", no_later_than = "1.8s" }

  [[scenario.step]]
  raw    = "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"
  proves = ["1/must"]
  expect = { status = ["4xx", 200, "{code}"] }

  [[scenario.step]]
  check  = { "{tail}" = { greater_than = "{deep}", not = "" } }
)";

constexpr std::string_view timing = R"(
[suite]
id    = "timing"
title = "Timing"

[[scenario]]
id     = "timing.all"
title  = "Every key about time"
proves = ["1/must"]
slow   = true
sweep  = { delay = "-10ms..10ms", times = 3 }

  [[scenario.step]]
  open    = "POST {s}"
  as      = "held"
  body    = ["one", { hold = true }, "two", { hold = true }]
  chunked = true
  until   = "sent"

  [[scenario.step]]
  wait = { until = "{delay}", after = "held", plus = "held" }

  [[scenario.step]]
  hang_up = "held"
  reset   = true

  [[scenario.step]]
  open  = "GET {s}?live=sse"
  as    = "reader"
  until = { event = "control" }

  [[scenario.step]]
  await      = "reader"
  may_be_cut = true
  expect     = { event_data = "x" }

  [[scenario.step]]
  send   = "GET {s}?live=long-poll"
  expect = { status = 200, at_once = true }
)";

constexpr std::string_view live = R"(
[suite]
id    = "live"
title = "Live"

[[scenario]]
id     = "live.events"
title  = "Every key of a live read"
proves = ["1/must"]

  [[scenario.step]]
  open  = "GET {s}?live=sse"
  as    = "reader"
  until = { event = "control", json_includes = { upToDate = true } }

  [[scenario.step]]
  await  = "reader"
  expect = { response_ends = true, event_data = { lines = "a\nb" }, event_json = [1, 2], events = [
    { event = "data", data = "hello" },
    { event = "data", data = { contains = "h", not_contains = "x", length = 5 } },
    { event = "control", json = { a = 1 }, json_excludes = ["upToDate"] },
  ], elapsed = { at_least = "1s", at_most = "2s" } }

  [[scenario.step]]
  hang_up = "reader"

  [[scenario.step]]
  send = "POST {root}/subscriptions"
  json = { url = "{hook}", other = "{hook:two}" }
  save = { keys = "header Location" }

  [[scenario.step]]
  receive   = "hook"
  within    = "5s"
  answer    = { status = 503, json = { done = true } }
  signed_by = "{keys}"
  expect    = { json_includes = { stream = "{s}" }, json = { a = 1 }, header = { Date = true } }

  [[scenario.step]]
  receive = "two"

[[scenario]]
id     = "live.cases"
title  = "Cases"
proves = ["1/must"]
cases  = [ { case = "plus sign", ttl = "+60", ok = false, code = 400 },
           { case = "time", ttl = "{time:+90s}", ok = true, code = 201 } ]

  [[scenario.step]]
  send   = "PUT {s}"
  header = { Stream-TTL = "{ttl}", X-Ok = "{ok}" }
  expect = { status = "{code}", header = {
    Equal   = "{{a}",
    Gone    = false,
    OneOf   = ["a", "b"],
    Table   = { contains = "c", not_contains = "l", matches = "[0-9]{4}", one_of = ["x"],
                media_type = "text/plain", no_case = "N", greater_number = 5,
                at_least_number = "{code}" },
  } }
)";

/// The folder above, loaded.
Catalogue load_all() {
  const std::vector<SuiteFolder> folders{{"suites/t",
                                          {{"bodies/x", std::string("\0x", 2)},
                                           {"bodies/ignored.toml", "not TOML"},
                                           {"live.toml", std::string(live)},
                                           {"requests.toml", std::string(requests)},
                                           {"requirements.toml", std::string(requirements)},
                                           {"timing.toml", std::string(timing)}}}};
  auto catalogue = load(folders);
  if (catalogue) return *std::move(catalogue);
  for (const LoadError& error : catalogue.error()) ADD_FAILURE() << to_string(error);
  return {};
}

class Load : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(catalogue_.suites.size(), 3U);
    ASSERT_EQ(catalogue_.suites[0].scenarios.size(), 3U);
    ASSERT_EQ(catalogue_.suites[1].scenarios.size(), 1U);
    ASSERT_EQ(events().steps.size(), 6U);
    ASSERT_EQ(all().steps.size(), 10U);
  }

  [[nodiscard]] const Scenario& events() const { return catalogue_.suites[0].scenarios[0]; }
  [[nodiscard]] const Scenario& first_case() const { return catalogue_.suites[0].scenarios[1]; }
  [[nodiscard]] const Scenario& second_case() const { return catalogue_.suites[0].scenarios[2]; }
  [[nodiscard]] const Scenario& all() const { return catalogue_.suites[1].scenarios[0]; }
  [[nodiscard]] const Scenario& timing() const { return catalogue_.suites[2].scenarios[0]; }

  template <class Kind>
  [[nodiscard]] static const Kind& action(const Scenario& scenario, std::size_t step) {
    return std::get<Kind>(scenario.steps[step].action);
  }
  [[nodiscard]] static const Expectation& expect(const Scenario& scenario, std::size_t step) {
    return scenario.steps[step].expect.value();
  }
  template <class Kind>
  [[nodiscard]] const Kind& sent_body(std::size_t step) const {
    return std::get<Kind>(action<SendStep>(all(), step).request.body.value());
  }

  const Catalogue catalogue_ = load_all();
};

TEST_F(Load, ReadsRequirements) {
  ASSERT_EQ(catalogue_.requirements.size(), 2U);
  const Requirement& must = catalogue_.requirements[0];
  EXPECT_EQ(must.id, "1/must");
  EXPECT_EQ(must.section(), "1");
  EXPECT_EQ(must.level, Level::must);
  EXPECT_EQ(must.binds, Binds::server);
  EXPECT_EQ(must.text, "A promise.");
  EXPECT_EQ(must.ruling, "R3");
  EXPECT_THAT(must.needs, ElementsAre("append"));
  EXPECT_FALSE(must.excused);
  EXPECT_EQ(catalogue_.requirements[1].binds, Binds::either);
  EXPECT_EQ(catalogue_.requirements[1].excused, "either way conforms");
}

TEST_F(Load, ReadsTheHeadsOfSuiteAndScenario) {
  EXPECT_EQ(catalogue_.suites[1].id, "requests");
  EXPECT_EQ(catalogue_.suites[1].title, "Requests");
  EXPECT_EQ(catalogue_.suites[1].section, "5.2");
  EXPECT_EQ(to_string(catalogue_.suites[1].place), "suites/t/requests.toml:2:1");
  EXPECT_EQ(all().id, "requests.all");
  EXPECT_EQ(all().suite, "requests");
  EXPECT_EQ(all().title, "Every key of a request");
  EXPECT_EQ(all().why, "A note.");
  EXPECT_EQ(all().level, Level::should);
  EXPECT_EQ(all().ruling, "R12");
  EXPECT_THAT(all().proves, ElementsAre("1/may"));
  EXPECT_THAT(all().needs, ElementsAre("append", "json", "read", "raw"));
  EXPECT_EQ(to_string(all().place), "suites/t/requests.toml:8:1");
}

TEST_F(Load, TakesTheStrongestLevelOfWhatIsProven) {
  EXPECT_EQ(events().level, Level::must);
}

TEST_F(Load, ReadsARequest) {
  const Step& step = all().steps[0];
  const auto& send = action<SendStep>(all(), 0);
  EXPECT_EQ(step.label, "created");
  EXPECT_EQ(step.within, seconds(5));
  EXPECT_EQ(to_string(step.place), "suites/t/requests.toml:17:3");
  EXPECT_EQ(send.request.method, "PUT");
  EXPECT_EQ(send.request.target, "{s:other}?offset={run}");
  EXPECT_THAT(send.request.headers,
              ElementsAre(Pair("Content-Type", "text/plain"), Pair("X-Two", "a"),
                          Pair("X-Two", "b"), Pair("A-One", "{path:other}")));
  EXPECT_THAT(send.request.query,
              ElementsAre(Pair("live", "sse"), Pair("tag", "x"), Pair("tag", "{run}")));
  EXPECT_TRUE(send.request.chunked);
  EXPECT_TRUE(send.request.new_connection);
  EXPECT_EQ(send.concurrently, 8U);
  EXPECT_EQ(send.times, 1U);
  EXPECT_THAT(expect(all(), 0).status_counts, ElementsAre(Pair("204", 1U), Pair("4xx", 7U)));
  EXPECT_THAT(expect(all(), 0).distinct, ElementsAre("Stream-Next-Offset"));
}

TEST_F(Load, ReadsBodies) {
  EXPECT_EQ(sent_body<BodyText>(0).text, "text {n}");
  EXPECT_EQ(sent_body<BodyJson>(1).value.dump(),
            R"({"z":1,"a":["{tail}",{"b":true,"c":1.5}],"{n}":"{n}"})");
  EXPECT_EQ(action<SendStep>(all(), 1).times, 3U);
  EXPECT_EQ(sent_body<BodyBytes>(2).bytes, std::string("\0\xff", 2));
  EXPECT_EQ(sent_body<BodyBytes>(3).bytes, std::string("\0x", 2));
  EXPECT_EQ(sent_body<BodyRepeat>(4).text, "ab{all}");
  EXPECT_EQ(sent_body<BodyRepeat>(4).times, 512U);
  EXPECT_EQ(sent_body<BodyRepeat>(4).count, 2U);
  EXPECT_THAT(all().steps[4].may_refuse, ElementsAre("413", "closed"));
  EXPECT_THAT(all().steps[5].may_refuse, ElementsAre());
  EXPECT_EQ(sent_body<BodyRandom>(5).bytes, 4096U);
  EXPECT_EQ(sent_body<BodyRandom>(5).seed, 1U);
}

TEST_F(Load, ReadsWhatIsSaved) {
  const std::vector<Save>& saves = all().steps[0].save;
  ASSERT_EQ(saves.size(), 5U);
  EXPECT_EQ(saves[0].variable, "tail");
  EXPECT_EQ(saves[0].from, Save::From::header);
  EXPECT_EQ(saves[0].name, "Stream-Next-Offset");
  EXPECT_EQ(saves[1].from, Save::From::status);
  EXPECT_EQ(saves[2].from, Save::From::body);
  EXPECT_EQ(saves[3].from, Save::From::json);
  EXPECT_EQ(saves[3].pointer, "/a~1b/0");
  EXPECT_EQ(saves[4].from, Save::From::event);
  EXPECT_EQ(saves[4].name, "control");
  EXPECT_EQ(saves[4].pointer, "/upToDate");
}

TEST_F(Load, ReadsTheOtherSteps) {
  EXPECT_EQ(action<ReadStep>(all(), 6).request.method, "GET");
  EXPECT_EQ(action<ReadStep>(all(), 6).request.target, "{s}");
  EXPECT_EQ(action<ReadStep>(all(), 6).from, "{deep}");
  EXPECT_EQ(expect(all(), 6).tail, "{tail}");
  EXPECT_EQ(expect(all(), 6).closed, false);
  EXPECT_EQ(action<WaitStep>(all(), 7).until, milliseconds(1200));
  EXPECT_EQ(action<WaitStep>(all(), 7).after, "created");
  EXPECT_EQ(action<WaitStep>(all(), 7).no_later_than, milliseconds(1800));
  EXPECT_EQ(action<RawStep>(all(), 8).bytes, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
  EXPECT_THAT(expect(all(), 8).status, ElementsAre("4xx", "200", "{code}"));
  EXPECT_THAT(all().steps[8].proves, ElementsAre("1/must"));
  EXPECT_TRUE(std::holds_alternative<CheckStep>(all().steps[9].action));
  ASSERT_EQ(expect(all(), 9).values.size(), 2U);
  EXPECT_EQ(expect(all(), 9).values[0].first, "{tail}");
  EXPECT_EQ(expect(all(), 9).values[0].second.op, ValueTest::Op::greater_than);
  EXPECT_EQ(expect(all(), 9).values[1].second.op, ValueTest::Op::not_equals);
}

TEST_F(Load, ReadsLiveReads) {
  const auto& open = action<OpenStep>(events(), 0);
  EXPECT_EQ(open.request.target, "{s}?live=sse");
  ASSERT_TRUE(open.until);
  EXPECT_EQ(open.until->type, "control");
  EXPECT_EQ(open.until->json_includes->dump(), R"({"upToDate":true})");
  EXPECT_EQ(action<AwaitStep>(events(), 1).name, "reader");
  EXPECT_EQ(action<HangUpStep>(events(), 2).name, "reader");
}

TEST_F(Load, ReadsExpectationsOfEvents) {
  const Expectation& expected = expect(events(), 1);
  EXPECT_EQ(expected.response_ends, true);
  EXPECT_EQ(expected.at_least, seconds(1));
  EXPECT_EQ(expected.at_most, seconds(2));
  ASSERT_TRUE(expected.event_data && expected.event_data->equals);
  EXPECT_TRUE(expected.event_data->same_lines);
  EXPECT_EQ(expected.event_json->dump(), "[1,2]");
  ASSERT_EQ(expected.events.size(), 3U);
  EXPECT_EQ(std::get<BodyText>(*expected.events[0].data->equals).text, "hello");
  EXPECT_EQ(expected.events[1].data->contains, "h");
  EXPECT_EQ(expected.events[1].data->not_contains, "x");
  EXPECT_EQ(expected.events[1].data->length, 5U);
  EXPECT_EQ(expected.events[2].json->dump(), R"({"a":1})");
  EXPECT_THAT(expected.events[2].json_excludes, ElementsAre("upToDate"));
}

TEST_F(Load, ReadsBodiesInParts) {
  const auto& request = action<OpenStep>(timing(), 0).request;
  EXPECT_EQ(std::get<BodyText>(request.body.value()).text, "one");
  ASSERT_EQ(request.held_parts.size(), 2U);
  EXPECT_EQ(std::get<BodyText>(request.held_parts[0]).text, "two");
  EXPECT_EQ(std::get<BodyText>(request.held_parts[1]).text, "");
  EXPECT_TRUE(action<HangUpStep>(timing(), 2).resets);
}

TEST_F(Load, ReadsSweepsAndLongWaits) {
  using std::chrono::milliseconds;
  EXPECT_TRUE(timing().is_slow);
  EXPECT_THAT(timing().sweep.value().delays,
              ElementsAre(-milliseconds(10), milliseconds(0), milliseconds(10)));
  EXPECT_TRUE(action<WaitStep>(timing(), 1).is_swept);
  EXPECT_EQ(action<WaitStep>(timing(), 1).plus, "held");
  EXPECT_TRUE(action<AwaitStep>(timing(), 4).may_be_cut);
  EXPECT_TRUE(expect(timing(), 5).at_once);
  EXPECT_FALSE(expect(timing(), 4).at_once);
}

TEST_F(Load, ReadsHooks) {
  const auto& receive = action<ReceiveStep>(events(), 4);
  EXPECT_EQ(receive.hook, "hook");
  EXPECT_EQ(receive.status, 503);
  EXPECT_EQ(std::get<BodyJson>(*receive.body).value.dump(), R"({"done":true})");
  EXPECT_THAT(receive.headers, ElementsAre(Pair("Content-Type", "application/json")));
  EXPECT_EQ(receive.signed_by, "{keys}");
  EXPECT_EQ(expect(events(), 4).json->dump(), R"({"a":1})");
  EXPECT_EQ(expect(events(), 4).json_includes->dump(), R"({"stream":"{s}"})");
  EXPECT_EQ(action<ReceiveStep>(events(), 5).hook, "two");
  EXPECT_EQ(action<ReceiveStep>(events(), 5).status, 200);
}

TEST_F(Load, MakesAScenarioOfEachCase) {
  EXPECT_EQ(first_case().id, "live.cases[plus sign]");
  EXPECT_EQ(base_id(first_case()), "live.cases");
  EXPECT_THAT(first_case().variables,
              ElementsAre(Pair("code", "400"), Pair("ok", "false"), Pair("ttl", "+60")));
  EXPECT_EQ(second_case().id, "live.cases[time]");
  EXPECT_THAT(second_case().variables,
              ElementsAre(Pair("code", "201"), Pair("ok", "true"), Pair("ttl", "{time:+90s}")));
  EXPECT_THAT(events().variables, IsEmpty());
}

TEST_F(Load, ReadsTestsOfHeaders) {
  using Op = ValueTest::Op;
  const std::vector<HeaderTest>& headers = expect(first_case(), 0).headers;
  ASSERT_EQ(headers.size(), 4U);
  EXPECT_EQ(headers[0].name, "Equal");
  EXPECT_EQ(headers[0].tests[0].op, Op::equals);
  EXPECT_THAT(headers[0].tests[0].operands, ElementsAre("{{a}"));
  EXPECT_EQ(headers[1].tests[0].op, Op::absent);
  EXPECT_EQ(headers[2].tests[0].op, Op::one_of);
  EXPECT_THAT(headers[2].tests[0].operands, ElementsAre("a", "b"));
  std::vector<std::pair<Op, std::string>> table;
  for (const ValueTest& test : headers[3].tests) table.emplace_back(test.op, test.operands.at(0));
  EXPECT_THAT(table,
              ElementsAre(Pair(Op::contains, "c"), Pair(Op::not_contains, "l"),
                          Pair(Op::matches, "[0-9]{4}"), Pair(Op::one_of, "x"),
                          Pair(Op::media_type, "text/plain"), Pair(Op::equals_no_case, "N"),
                          Pair(Op::greater_number, "5"), Pair(Op::at_least_number, "{code}")));
}

TEST_F(Load, KnowsWhichStepIsUnderTest) {
  std::vector<std::size_t> under_test;
  for (std::size_t step = 0; step < all().steps.size(); ++step) {
    if (is_under_test(all(), step)) under_test.push_back(step);
  }
  EXPECT_THAT(under_test, ElementsAre(8U, 9U));
  EXPECT_THAT(all_proven(all()), ElementsAre("1/may", "1/must"));
}

/// The steps of a scenario in a suite whose type is text/plain.
std::vector<Step> listed(const std::string& steps) {
  const std::string text = R"([suite]
id    = "list"
title = "List"
type  = "text/plain"

[[scenario]]
id     = "list.a"
title  = "A"
proves = ["1/must", "1/may"]
step   = [
)" + steps + "\n]\n";
  const std::vector<SuiteFolder> folders{
      {"suites/t", {{"list.toml", text}, {"requirements.toml", std::string(requirements)}}}};
  const auto catalogue = load(folders);
  if (catalogue) return catalogue->suites.front().scenarios.front().steps.list();
  ADD_FAILURE() << to_string(catalogue.error().front());
  return {};
}

TEST(LoadLists, JoinsATableWithoutAnActionToTheStepBefore) {
  const auto steps = listed(R"(
  { send = "PUT {s}", header = { A = "a" } },
    { header = { B = "b" }, body = "x" },
    { expect = { status = 201 } },
    { expect = { header = { Location = true } }, save = { made = "header Location" } },
  # A comment between steps.
  { check = { "{made}" = { not_contains = "?" } } },
  { read = "{s}", expect = { body = { not_contains = "y" } } },)");
  ASSERT_EQ(steps.size(), 3U);
  const auto& request = std::get<SendStep>(steps[0].action).request;
  EXPECT_THAT(request.headers,
              ElementsAre(Pair("Content-Type", "text/plain"), Pair("A", "a"), Pair("B", "b")));
  EXPECT_EQ(std::get<BodyText>(*request.body).text, "x");
  EXPECT_THAT(steps[0].expect->status, ElementsAre("201"));
  EXPECT_EQ(steps[0].expect->headers.at(0).name, "Location");
  EXPECT_EQ(steps[0].save.at(0).variable, "made");
  EXPECT_EQ(steps[0].place.line, 12U);
  EXPECT_EQ(steps[1].place.line, 17U);
  EXPECT_EQ(steps[1].expect->values.at(0).second.op, ValueTest::Op::not_contains);
}

/// The Content-Type that a step in such a suite sends, empty for none.
std::string type_of(const std::string& step) {
  const auto steps = listed("{ " + step + " }, { read = '{s}', expect = { body = '' } }");
  if (steps.empty()) return "nothing";
  const auto* send = std::get_if<SendStep>(&steps.front().action);
  const auto& headers = send != nullptr ? send->request.headers
                                        : std::get<OpenStep>(steps.front().action).request.headers;
  return headers.empty() ? "" : headers.front().second;
}

TEST(LoadLists, GiveBodiesTheTypeOfTheSuite) {
  EXPECT_EQ(type_of("send = 'PUT {s}'"), "text/plain");
  EXPECT_EQ(type_of("send = 'POST {s}', body = 'x'"), "text/plain");
  EXPECT_EQ(type_of("open = 'POST {s}', as = 'a', body = 'x'"), "text/plain");
  EXPECT_EQ(type_of("send = 'POST {s}', body = 'x', type = 'a/b'"), "a/b");
  EXPECT_EQ(type_of("send = 'POST {s}', body = 'x', header = { content-type = 'a/b' }"), "a/b");
  EXPECT_EQ(type_of("send = 'POST {s}', json = [1]"), "application/json");
  EXPECT_EQ(type_of("send = 'PUT {s}', json = [1], type = 'a/b'"), "a/b");
  EXPECT_EQ(type_of("send = 'PUT {s}', type = false"), "");
  EXPECT_EQ(type_of("send = 'POST {s}', json = [1], type = false"), "");
  EXPECT_EQ(type_of("send = 'POST {s}'"), "");
  EXPECT_EQ(type_of("send = 'GET {s}'"), "");
}

TEST(LoadLists, HaveStepsTestWhatTheScenarioProves) {
  const auto steps = listed(R"(
  { send = "PUT {subscription}", tests = true },
  { send = "GET {subscription:b}", expect = { status = 200 } },)");
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_THAT(steps[0].proves, ElementsAre("1/must", "1/may"));
  EXPECT_THAT(steps[1].proves, IsEmpty());
}

TEST(LoadFolders, LetOneCiteTheRequirementsOfAnother) {
  const std::vector<SuiteFolder> folders{
      {"mine", {{"a.toml", R"(
[suite]
id = "a"
title = "A"
[[scenario]]
id = "a.a"
title = "A"
proves = ["1/must"]
[[scenario.step]]
send = "GET {s}"
expect = { status = 404 }
)"}}},
      {"suites/t", {{"requirements.toml", std::string(requirements)}}}};
  EXPECT_TRUE(load(folders));
}

TEST(LoadFolders, HoldTitlesOfSectionsAndRulingsForReaders) {
  const std::vector<SuiteFolder> folders{{"t", {{"requirements.toml", R"([[section]]
id = "5.2"
title = "Append to Stream"
url = "https://example.org/protocol#52"
[[requirement]]
quote = "bytes to the end"
id = "5.2/a"
level = "must"
binds = "server"
text = "A"
[[ruling]]
id = "R3"
question = "Which error first?"
text = "The closing one."
)"}}}};
  const auto catalogue = load(folders);
  ASSERT_TRUE(catalogue);
  EXPECT_EQ(catalogue->sections.at(0).title, "Append to Stream");
  EXPECT_EQ(catalogue->sections.at(0).url, "https://example.org/protocol#52");
  EXPECT_EQ(catalogue->requirements.at(0).quote, "bytes to the end");
  EXPECT_EQ(catalogue->rulings.at(0).text, "The closing one.");
}

TEST(LoadFolders, MayBeNone) {
  EXPECT_TRUE(load({})->suites.empty());
}

}  // namespace
}  // namespace conform
