// Every key of an expectation: an answer that meets it, and one that does not.
#include "harness/judge/expectation.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/judge/event_checks.hpp"
#include "harness/judge/status_checks.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Op = ValueTest::Op;

const Fill as_it_is = [](const Template& text) { return text; };

Exchange answer(int status, http::Headers headers = {}, std::string body = {}) {
  Exchange exchange;
  exchange.request.method = "GET";
  exchange.response = {status, std::move(headers), std::move(body)};
  exchange.outcome = Outcome::complete;
  exchange.done = exchange.sent + 1s;
  return exchange;
}

Exchange event_stream(std::vector<std::pair<std::string, std::string>> events,
                      Outcome outcome = Outcome::pending, http::Headers headers = {}) {
  Exchange exchange = answer(200, std::move(headers));
  exchange.outcome = outcome;
  for (auto& [type, data] : events) {
    exchange.events.push_back({{.type = type, .data = data, .id = {}, .lines = {}}, {}});
  }
  return exchange;
}

BodyTest bytes(std::string text) {
  BodyTest test;
  test.equals = BodyText{std::move(text)};
  return test;
}

EventTest event(std::string type) {
  EventTest test;
  test.type = std::move(type);
  return test;
}

std::vector<Mismatch> judged(const Expectation& expectation, const Exchange& exchange) {
  return mismatches(expectation, exchange, as_it_is);
}

Expectation status(std::vector<Template> patterns) {
  Expectation expectation;
  expectation.status = std::move(patterns);
  return expectation;
}

Expectation header(Op op, std::vector<Template> operands = {}) {
  Expectation expectation;
  expectation.headers = {{"X", {{op, std::move(operands)}}}};
  return expectation;
}

TEST(Expectation, OfAStatus) {
  EXPECT_THAT(judged(status({"204"}), answer(204)), IsEmpty());
  EXPECT_THAT(judged(status({"4xx", "200"}), answer(200)), IsEmpty());
  EXPECT_THAT(judged(status({"4xx"}), answer(499)), IsEmpty());
  EXPECT_THAT(judged(status({"204"}), answer(200)), SizeIs(1));
  EXPECT_THAT(judged(status({"4xx"}), answer(500)), SizeIs(1));
}

TEST(Expectation, IsNotMetBySilence) {
  Exchange silent = answer(0);
  silent.outcome = Outcome::timed_out;
  silent.problem = "no response in 5.0 s";
  for (const auto& expectation : {Expectation{}, status({"2xx"}), status({"closed"})}) {
    const auto found = judged(expectation, silent);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].got, "no response in 5.0 s");
    EXPECT_TRUE(found[0].about_time);
  }
}

TEST(Expectation, IsNotMetByHalfAnAnswer) {
  Exchange cut = answer(200, {}, "hel");
  cut.outcome = Outcome::cut_short;
  cut.problem = "the connection was closed before the end of the body";
  EXPECT_THAT(judged(status({"200"}), cut), SizeIs(1));
  EXPECT_THAT(judged(status({"4xx", "closed"}), cut), IsEmpty());
}

TEST(Expectation, OfRawBytesAllowsClosingWithoutAWord) {
  Exchange closed = answer(0);
  closed.request.method = "RAW";
  EXPECT_THAT(judged(Expectation{}, closed), IsEmpty());
  EXPECT_THAT(judged(status({"400"}), closed), SizeIs(1));
  closed.outcome = Outcome::timed_out;
  EXPECT_THAT(judged(Expectation{}, closed), SizeIs(1));
}

struct HeaderCase {
  Op op;
  std::vector<Template> operands;
  std::optional<std::string> good;
  std::optional<std::string> bad;
};

class HeaderExpectation : public testing::TestWithParam<HeaderCase> {};

TEST_P(HeaderExpectation, TellsGoodFromBad) {
  const auto with = [](const std::optional<std::string>& value) {
    http::Headers headers;
    if (value) headers.add("X", *value);
    return answer(200, headers);
  };
  const auto& [op, operands, good, bad] = GetParam();
  EXPECT_THAT(judged(header(op, operands), with(good)), IsEmpty());
  EXPECT_THAT(judged(header(op, operands), with(bad)), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    All, HeaderExpectation,
    testing::Values(
        HeaderCase{Op::present, {}, "", std::nullopt}, HeaderCase{Op::absent, {}, std::nullopt, ""},
        HeaderCase{Op::equals, {"a"}, "a", "A"}, HeaderCase{Op::equals, {"a"}, "a", std::nullopt},
        HeaderCase{Op::not_equals, {"a"}, "b", "a"},
        HeaderCase{Op::not_equals, {"a"}, "b", std::nullopt},
        HeaderCase{Op::one_of, {"a", "b"}, "b", "c"}, HeaderCase{Op::contains, {"b"}, "abc", "ac"},
        HeaderCase{Op::contains, {"b"}, "abc", std::nullopt},
        HeaderCase{Op::not_contains, {"b"}, std::nullopt, "abc"},
        HeaderCase{Op::matches, {"[0-9]+"}, "12", "12a"},
        HeaderCase{Op::media_type, {"text/plain"}, "Text/Plain; x=y", "text/plainer"},
        HeaderCase{Op::equals_no_case, {"true"}, "TRUE", "yes"},
        HeaderCase{Op::greater_than, {"10"}, "2", "1"},
        HeaderCase{Op::greater_than, {"10"}, "2", "10"},
        HeaderCase{Op::greater_number, {"9"}, "10", "9"},
        HeaderCase{Op::greater_number, {"99999999999999999999"}, "100000000000000000000", "x"},
        HeaderCase{Op::at_least_number, {"9"}, "9", "08"}));

TEST(Expectation, OfABody) {
  Expectation expectation;
  expectation.body = bytes("a\r\nb");
  EXPECT_THAT(judged(expectation, answer(200, {}, "a\r\nb")), IsEmpty());
  EXPECT_THAT(judged(expectation, answer(200, {}, "a\nb")), SizeIs(1));
  expectation.body->same_lines = true;
  EXPECT_THAT(judged(expectation, answer(200, {}, "a\nb")), IsEmpty());
  EXPECT_THAT(judged(expectation, answer(200, {}, "a\n\nb")), SizeIs(1));
  expectation.body = BodyTest{};
  expectation.body->contains.emplace("x");
  expectation.body->not_contains.emplace("y");
  expectation.body->length = 2;
  EXPECT_THAT(judged(expectation, answer(200, {}, "ax")), IsEmpty());
  EXPECT_THAT(judged(expectation, answer(200, {}, "ayy")), SizeIs(3));
}

TEST(Expectation, OfJsonComparesValues) {
  Expectation expectation;
  expectation.json = JsonTemplate::parse(R"([{"a":1,"b":"x"}])");
  EXPECT_THAT(judged(expectation, answer(200, {}, R"([ {"b":"\u0078", "a":1.0} ])")), IsEmpty());
  EXPECT_THAT(judged(expectation, answer(200, {}, R"([{"a":2,"b":"x"}])")), SizeIs(1));
  EXPECT_THAT(judged(expectation, answer(200, {}, R"([{"a":1,"b":"x"},])")), SizeIs(1));
  Expectation part;
  part.json_includes = JsonTemplate::parse(R"({"a":{"b":1}})");
  EXPECT_THAT(judged(part, answer(200, {}, R"({"a":{"b":1,"c":2},"d":3})")), IsEmpty());
  EXPECT_THAT(judged(part, answer(200, {}, R"({"a":{"b":2}})")), SizeIs(1));
  EXPECT_THAT(judged(part, answer(200, {}, "\xFF")), SizeIs(1));
}

TEST(Expectation, OfEventsTakesThemInOrder) {
  Expectation expectation;
  expectation.events = {event("data"), event("control")};
  expectation.events[0].data = bytes("one");
  expectation.events[1].json_includes = JsonTemplate::parse(R"({"upToDate":true})");
  expectation.events[1].json_excludes = {"streamClosed"};
  EXPECT_THAT(
      judged(expectation,
             event_stream({{"data", "one"}, {"other", "x"}, {"control", R"({"upToDate":true})"}})),
      IsEmpty());
  for (const auto& wrong : {
           event_stream({}),
           event_stream({{"data", "two"}, {"control", R"({"upToDate":true})"}}),
           event_stream({{"control", R"({"upToDate":true})"}, {"data", "one"}}),
           event_stream({{"data", "one"}, {"control", R"({"upToDate":false})"}}),
           event_stream({{"data", "one"}, {"control", R"({"upToDate":true,"streamClosed":true})"}}),
           event_stream({{"data", "one"}, {"control", "no JSON"}}),
       }) {
    const auto found = judged(expectation, wrong);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_TRUE(found[0].about_time) << "more may still come";
  }
}

TEST(Expectation, OfTheDataOfAllEvents) {
  Expectation text;
  text.event_data = bytes("onetwo");
  EXPECT_THAT(judged(text, event_stream({{"data", "one"}, {"control", "{}"}, {"data", "two"}})),
              IsEmpty());
  EXPECT_THAT(judged(text, event_stream({{"data", "one"}})), SizeIs(1));
  EXPECT_THAT(judged(text, event_stream({{"data", "b25l"}, {"data", "dHdv"}}, Outcome::pending,
                                        {{"stream-sse-data-encoding", "base64"}})),
              IsEmpty());
  Expectation json;
  json.event_json = JsonTemplate::parse("[1,[2]]");
  EXPECT_THAT(judged(json, event_stream({{"data", "[1]"}, {"data", "[ [2] ]"}})), IsEmpty());
  EXPECT_THAT(judged(json, event_stream({{"data", "[1]"}, {"data", "[2]"}})), SizeIs(1));
}

TEST(Expectation, OfDataTellsTheStatusOfARefusal) {
  Expectation text;
  text.event_data = bytes("one");
  Exchange refusal = event_stream({}, Outcome::complete);
  refusal.response.status = 400;
  refusal.response.body = "no SSE here";
  const auto found = judged(text, refusal);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().expected, "status 2xx");
  EXPECT_EQ(found.front().got, "status 400 with \"no SSE here\"");
}

TEST(Expectation, OfDataIsHopelessOnceItHasGoneAstray) {
  Expectation text;
  text.event_data = bytes("onetwo");
  EXPECT_FALSE(is_hopeless(text, event_stream({{"data", "one"}}), as_it_is, ""));
  EXPECT_TRUE(is_hopeless(text, event_stream({{"data", "two"}}), as_it_is, ""));
}

TEST(Expectation, OfDataIsHopelessOnceTheReaderIsToldToHaveItAll) {
  const auto at = [](std::string_view offset) {
    return event_stream(
        {{"data", "one"}, {"control", fmt::format(R"({{"streamNextOffset":"{}"}})", offset)}});
  };
  Expectation text;
  text.event_data = bytes("onetwo");
  EXPECT_TRUE(is_hopeless(text, at("7"), as_it_is, "7"));
  EXPECT_FALSE(is_hopeless(text, at("6"), as_it_is, "7"));
  EXPECT_FALSE(is_hopeless(text, at(""), as_it_is, ""));
  text.event_data = bytes("one");
  EXPECT_FALSE(is_hopeless(text, at("7"), as_it_is, "7"));
}

TEST(Expectation, OfAnEnd) {
  Expectation ends;
  ends.response_ends = true;
  EXPECT_THAT(judged(ends, event_stream({}, Outcome::complete)), IsEmpty());
  EXPECT_THAT(judged(ends, event_stream({}, Outcome::pending)), SizeIs(1));
  EXPECT_THAT(judged(ends, event_stream({}, Outcome::cut_short)), SizeIs(1));
  Expectation stays;
  stays.response_ends = false;
  EXPECT_THAT(judged(stays, event_stream({}, Outcome::pending)), IsEmpty());
  EXPECT_THAT(judged(stays, event_stream({}, Outcome::complete)), SizeIs(1));
}

TEST(Expectation, OfElapsedTime) {
  Expectation expectation;
  expectation.at_least = 500ms;
  expectation.at_most = 2s;
  Exchange exchange = answer(200);
  EXPECT_THAT(judged(expectation, exchange), IsEmpty());
  exchange.done = exchange.sent + 400ms;
  EXPECT_THAT(judged(expectation, exchange), SizeIs(1));
  exchange.done = exchange.sent + 3s;
  ASSERT_THAT(judged(expectation, exchange), SizeIs(1));
  EXPECT_TRUE(judged(expectation, exchange)[0].about_time);
}

TEST(Expectation, OfATail) {
  Expectation expectation;
  expectation.tail.emplace("7");
  expectation.closed = true;
  EXPECT_THAT(
      judged(expectation, answer(200, {{"Stream-Next-Offset", "7"}, {"Stream-Closed", "TRUE"}})),
      IsEmpty());
  EXPECT_THAT(judged(expectation, answer(200, {{"Stream-Next-Offset", "8"}})), SizeIs(2));
}

TEST(Expectation, OfManyAnswersTogether) {
  Expectation expectation;
  expectation.status_counts = {{"204", 1}, {"409", 2}};
  expectation.distinct = {"Stream-Next-Offset"};
  const auto good = std::vector{answer(204), answer(409), answer(409)};
  EXPECT_THAT(set_mismatches(expectation, good, as_it_is), IsEmpty());
  const auto two_winners = std::vector{answer(204, {{"Stream-Next-Offset", "1"}}),
                                       answer(204, {{"Stream-Next-Offset", "1"}}), answer(409)};
  const auto found = set_mismatches(expectation, two_winners, as_it_is);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].got, "2 × 204, 1 × 409");
  EXPECT_THAT(found[1].got, HasSubstr("2 × Stream-Next-Offset"));
}

TEST(Expectation, OfManyAnswersTogetherNamesTheOneThatMayNeverCome) {
  Expectation expectation;
  expectation.status_counts = {{"204", 1}, {"409", 1}};
  const auto found = set_mismatches(expectation, std::vector{answer(204), answer(500)}, as_it_is);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].observation.status, 500);
  EXPECT_EQ(found[0].observation.aspect, Aspect::status);
}

TEST(Expectation, OfValidHttpIsMissedInOneWayWhateverWasAsked) {
  const auto invalid = [](std::string problem) {
    auto exchange = answer(0);
    exchange.request.method = "RAW";
    exchange.outcome = Outcome::not_http;
    exchange.problem = std::move(problem);
    return exchange;
  };
  const auto one = judged(status({"204"}), invalid("a line is folded (RFC 9112 5.2): \" a\""));
  const auto other = judged(status({"4xx"}), invalid("a line is folded (RFC 9112 5.2): \" b\""));
  const auto third = judged(status({"4xx"}), invalid("a line is bare (RFC 9112 2.2): \" b\""));
  ASSERT_THAT(one, SizeIs(1));
  ASSERT_THAT(other, SizeIs(1));
  EXPECT_EQ(one[0].observation, other[0].observation);
  EXPECT_NE(one[0].observation, third[0].observation);
}

TEST(Expectation, OfCapturedValues) {
  Expectation expectation;
  expectation.values = {{"abc", {Op::greater_than, {"abb"}}}};
  EXPECT_THAT(value_mismatches(expectation, as_it_is), IsEmpty());
  expectation.values = {{"abc", {Op::greater_than, {"abc"}}}};
  EXPECT_THAT(value_mismatches(expectation, as_it_is), SizeIs(1));
}

}  // namespace
}  // namespace conform
