// What is concluded when a server sends more than is read: nothing about what was not read.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/run/engine.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/small_server_test.hpp"
#include "harness/scenario/loader.hpp"

namespace conform {
namespace {

using test::answer;
using test::Reply;
using test::SmallServer;
using testing::HasSubstr;

const std::string large(limits::body_bytes + 1, 'x');

/// The result of a scenario with this step, if the server answers a GET with these replies.
Result judged(const std::string& step, const std::function<Reply()>& on_get) {
  const std::string text =
      "[suite]\nid = 't'\ntitle = 'T'\n[[scenario]]\nid = 't.a'\ntitle = 'A'\nstep = [ " + step +
      " ]\n";
  const SuiteFolder folder{"suites", {{"t.toml", text}}};
  auto catalogue = load(std::span(&folder, 1)).value();
  catalogue.suites.front().scenarios.front().needs.clear();
  test::SmallTransport transport([&](const http::Request& request) -> std::optional<Reply> {
    const bool is_of_test =
        request.method == "GET" && request.target.find("t.a") != std::string::npos;
    return is_of_test ? std::optional(on_get()) : std::nullopt;
  });
  RunOptions options;
  options.run_id = "test";
  options.has_capabilities = false;
  Result result;
  Engine engine(transport, Target::parse("http://small").value(), options, [&](const Event& event) {
    const auto* one = std::get_if<ResultReached>(&event);
    if (one != nullptr && one->result.id == "t.a") result = one->result;
  });
  const auto finished = engine.run(select(catalogue, {}, {}).value());
  if (!finished) throw std::runtime_error(finished.error());
  return result;
}

TEST(LargeResponse, SaysNothingAboutItsContent) {
  int requests = 0;
  const auto result =
      judged("{ send = 'GET {s}', expect = { status = 200, body = 'hello' } }", [&] {
        ++requests;
        return answer(200, {}, large);
      });
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("too large for conform to check it: conform stopped"));
  EXPECT_EQ(requests, 1) << "another attempt would show nothing else";
}

TEST(LargeResponse, MayHaveAWrongStatus) {
  const auto result = judged("{ send = 'GET {s}', expect = { status = 404 } }",
                             [] { return answer(200, {}, large); });
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("expected status 404, got status 200"));
}

TEST(LargeResponse, MayHaveAWrongHeader) {
  const auto result = judged("{ send = 'GET {s}', expect = { header = { ETag = true } } }",
                             [] { return answer(200, {}, large); });
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("no ETag header"));
}

TEST(LargeResponse, ThatOnlyPreparesTheTestBlocksNothing) {
  const auto result =
      judged("{ send = 'GET {s}' }, { send = 'PUT {s}', type = 'a/b', expect = { status = 201 } }",
             [] { return answer(200, {}, large); });
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
}

TEST(ManyPages, SayNothingAboutTheRest) {
  std::size_t pages = 0;
  const auto result = judged("{ read = '{s}', expect = { body = 'hello' } }", [&] {
    return answer(200, {{"Stream-Next-Offset", fmt::format("{:08}", ++pages)}}, "x");
  });
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("pages are so small that there are more than 10000"));
  EXPECT_EQ(pages, limits::pages);
}

TEST(ManyPages, ThatGoRoundInACircleAreWrong) {
  std::size_t pages = 0;
  const auto result = judged("{ read = '{s}', expect = { body = 'hello' } }", [&] {
    constexpr std::size_t of_the_circle = 7;
    return answer(200, {{"Stream-Next-Offset", fmt::format("{:08}", ++pages % of_the_circle)}},
                  "x");
  });
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_LT(pages, 100U);
}

}  // namespace
}  // namespace conform
