#include "harness/scenario/toml_writer.hpp"

#include <gmock/gmock.h>

#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

SendStep send(std::string method, std::string target) {
  SendStep step;
  step.request.method = std::move(method);
  step.request.target = std::move(target);
  return step;
}

Step step(Action action) {
  Step one;
  one.action = std::move(action);
  return one;
}

Expectation status(std::vector<Template> allowed) {
  Expectation expectation;
  expectation.status = std::move(allowed);
  return expectation;
}

Suite suite_with(std::vector<Step> steps) {
  Scenario scenario;
  scenario.id = "t.a";
  scenario.suite = "t";
  scenario.title = "A \"title\"";
  scenario.proves = {"1/a"};
  scenario.keeps = {"judge.x"};
  scenario.steps = std::move(steps);
  Suite suite;
  suite.id = "t";
  suite.title = "T";
  suite.section = "1";
  suite.scenarios = {std::move(scenario)};
  return suite;
}

constexpr const char* requirements =
    "[[requirement]]\nid = \"1/a\"\nlevel = \"must\"\nbinds = \"server\"\n"
    "text = \"words\"\n";

/// The suite that the loader reads from it.
Scenario read_back(const Suite& suite, std::string_view remark = "") {
  const SuiteFolder folder{
      "f", {{"requirements.toml", requirements}, {"t.toml", to_toml(suite, remark)}}};
  const auto catalogue = load(std::vector{folder});
  if (!catalogue) {
    ADD_FAILURE() << to_string(catalogue.error().front()) << "\n" << to_toml(suite, remark);
    return {};
  }
  return catalogue->suites.front().scenarios.front();
}

TEST(TomlWriter, WritesWhatTheLoaderReads) {
  SendStep create = send("PUT", "{s}");
  create.request.headers = {{"Content-Type", "text/plain"}, {"Stream-TTL", "60"}};
  Step first = step(create);
  first.label = "made";
  first.expect = status({"201"});
  Save tail;
  tail.variable = "o1";
  tail.name = "Stream-Next-Offset";
  first.save = {tail};
  SendStep read = send("GET", "{s}");
  read.request.query = {{"offset", "{o1}"}};
  Step last = step(read);
  last.expect = status({"2xx", "404"});
  const auto scenario = read_back(
      suite_with({first, step(WaitStep{std::chrono::milliseconds(1500), "made", {}}), last}));

  EXPECT_EQ(scenario.title, "A \"title\"");
  EXPECT_THAT(scenario.keeps, ElementsAre("judge.x"));
  ASSERT_EQ(scenario.steps.size(), 3U);
  const auto& made = std::get<SendStep>(scenario.steps[0].action).request;
  EXPECT_EQ(made.method, "PUT");
  EXPECT_THAT(made.headers,
              testing::UnorderedElementsAre(testing::Pair("Content-Type", "text/plain"),
                                            testing::Pair("Stream-TTL", "60")));
  EXPECT_EQ(scenario.steps[0].save.front().name, "Stream-Next-Offset");
  EXPECT_EQ(std::get<WaitStep>(scenario.steps[1].action).until, std::chrono::milliseconds(1500));
  EXPECT_THAT(scenario.steps[2].expect->status, ElementsAre("2xx", "404"));
}

TEST(TomlWriter, WritesLiveReads) {
  OpenStep open;
  open.request = send("GET", "{s}").request;
  open.request.query = {{"live", "sse"}};
  open.until_sent = true;
  Step opened = step(open);
  opened.label = "r1";
  Step awaited = step(AwaitStep{"r1"});
  awaited.expect = status({"200"});
  const auto scenario = read_back(suite_with({opened, awaited, step(HangUpStep{"r1"})}));

  EXPECT_TRUE(std::get<OpenStep>(scenario.steps[0].action).until_sent);
  EXPECT_EQ(std::get<AwaitStep>(scenario.steps[1].action).name, "r1");
  EXPECT_EQ(std::get<HangUpStep>(scenario.steps[2].action).name, "r1");
}

TEST(TomlWriter, WritesRequestsThatAreHeldBackAndReadsThatPause) {
  OpenStep post;
  post.request = send("POST", "{s}").request;
  post.request.body = BodyBytes{"whole"};
  post.request.held_bytes = 3;
  post.until_sent = true;
  Step opened = step(post);
  opened.label = "r1";
  Step awaited = step(AwaitStep{"r1"});
  awaited.expect = status({"204"});
  const auto scenario =
      read_back(suite_with({opened, step(PauseStep{"r1"}), step(ResumeStep{"r1"}), awaited}));

  EXPECT_EQ(std::get<OpenStep>(scenario.steps[0].action).request.held_bytes, 3U);
  EXPECT_EQ(std::get<PauseStep>(scenario.steps[1].action).name, "r1");
  EXPECT_EQ(std::get<ResumeStep>(scenario.steps[2].action).name, "r1");
}

/// The body sent by a step, with variables substituted, after writing and reading.
std::string body_read_back(std::string_view bytes) {
  SendStep post = send("POST", "{s}");
  post.request.body = BodyBytes{std::string(bytes)};
  Step only = step(post);
  only.expect = status({"204"});
  const auto scenario = read_back(suite_with({only}));
  if (scenario.steps.empty()) return "nothing";
  const auto& body = *std::get<SendStep>(scenario.steps[0].action).request.body;
  return body_bytes(body, [](const Template& text) {
    return substitute(text, [](std::string_view) { return std::nullopt; }).value();
  });
}

TEST(TomlWriter, KeepsEveryByteOfABody) {
  using namespace std::string_view_literals;
  for (const auto bytes : {""sv, "plain"sv, "a\nb\r\n\tc"sv, "\"quoted\" \\ back"sv, "{name}"sv,
                           "{{name}}"sv, "{\"m\":1}"sv, "{{{{a"sv, "{{\"a\":{"sv, "{"sv,
                           "\0\x01\x7f"sv, "\xff\xfe"sv, "\u00e9\U0001F600"sv, "\u2028\uFEFF"sv}) {
    EXPECT_EQ(body_read_back(bytes), bytes);
  }
}

TEST(TomlWriter, WritesRawBytes) {
  using namespace std::string_view_literals;
  RawStep raw;
  raw.bytes = std::string("POST {path} \0\x7f\r\n\u00e9\\\"\r\n\r\n{body}"sv);
  raw.after_answers = 2;
  raw.body = "DELETE {path:a}";
  raw.body_bytes = 512;
  raw.piece_bytes = 7;
  raw.then = AfterSending::end;
  raw.any_answer = true;
  Step sent = step(raw);
  sent.within = std::chrono::milliseconds(500);
  Step read = step(send("GET", "{s}"));
  read.expect = status({"200"});
  read.expect->body = BodyTest{};
  read.expect->body->equals = BodyText{"kept{body}"};
  auto suite = suite_with({sent, read});
  suite.scenarios.front().needs = {"raw"};
  const auto scenario = read_back(suite);

  ASSERT_EQ(scenario.steps.size(), 2U);
  EXPECT_THAT(scenario.needs, testing::Contains("raw"));
  const auto& back = std::get<RawStep>(scenario.steps[0].action);
  EXPECT_EQ(back.bytes, raw.bytes);
  EXPECT_EQ(back.after_answers, 2U);
  EXPECT_EQ(back.body, raw.body);
  EXPECT_EQ(back.body_bytes, 512U);
  EXPECT_EQ(back.piece_bytes, 7U);
  EXPECT_EQ(back.then, AfterSending::end);
  EXPECT_TRUE(back.any_answer);
  EXPECT_EQ(scenario.steps[0].within, std::chrono::milliseconds(500));
  EXPECT_EQ(std::get<BodyText>(*scenario.steps[1].expect->body->equals).text, "kept{body}");
}

TEST(TomlWriter, ContinuesAStepInTheNextLine) {
  SendStep create = send("PUT", "{s}");
  create.request.headers = {{"Content-Type", "text/plain"}, {"Stream-TTL", "60"}};
  create.request.body = BodyBytes{std::string(50, 'x')};
  Step only = step(create);
  only.expect = status({"201"});
  const auto suite = suite_with({only});
  EXPECT_THAT(to_toml(suite, ""),
              testing::HasSubstr("step   = [\n"
                                 "  { send = \"PUT {s}\", type = \"text/plain\", "
                                 "header = { Stream-TTL = \"60\" } },\n"
                                 "    { body = \"" +
                                 std::string(50, 'x') + "\", expect = { status = 201 } },\n]\n"));
  EXPECT_THAT(read_back(suite).steps.front().expect->status, ElementsAre("201"));
}

TEST(TomlWriter, PutsRemarksAtTheTop) {
  Step only = step(send("GET", "{s}"));
  only.expect = status({"200"});
  EXPECT_THAT(to_toml(suite_with({only}), "one\ntwo"), StartsWith("# one\n# two\n\n[suite]\n"));
  EXPECT_EQ(read_back(suite_with({only}), "one\ntwo").id, "t.a");
}

TEST(TomlWriter, RefusesWhatItDoesNotKnow) {
  EXPECT_THROW((void)to_toml(suite_with({step(CheckStep{})}), ""), std::logic_error);
}

}  // namespace
}  // namespace conform
