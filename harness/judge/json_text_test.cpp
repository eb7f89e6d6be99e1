#include "harness/judge/json_text.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string canonical(std::string_view text) {
  return canonical_json(text).value_or("no JSON: " + std::string(text));
}

struct Pair {
  std::string_view a;
  std::string_view b;
};

TEST(CanonicalJson, EqualValuesHaveOneForm) {
  for (const auto& [a, b] : std::initializer_list<Pair>{
           {"1", "1.0"},
           {"1", "10e-1"},
           {"100", "1E+2"},
           {"0", "-0.0e7"},
           {"0.001", "1e-3"},
           {"1e400", "10e399"},
           {"1e99999999999999999999", "1e99999999999999999998"},
           {R"({"a":1,"b":2})", "{ \"b\" : 2.0,\n\"a\":1 }"},
           {R"({"a":1,"a":2})", R"({"a":2})"},
           {R"("\u0041\/\u00e9\ud83d\ude00")", "\"A/\u00e9\U0001F600\""},
           {R"("\ud800")", "\"\uFFFD\""},
           {R"("\ud800\ud800x")", "\"\uFFFD\uFFFDx\""},
           {R"("\b\n\u0000")", R"("\u0008\u000a\u0000")"},
           {" [ ] ", "[]"},
           {"[[],{}]", "[ [ ] , { } ]"},
       }) {
    EXPECT_EQ(canonical(a), canonical(b)) << a << " and " << b;
    EXPECT_TRUE(canonical_json(a)) << a;
  }
}

TEST(CanonicalJson, DifferentValuesDiffer) {
  for (const auto& [a, b] : std::initializer_list<Pair>{
           {"1", "-1"},
           {"1", "\"1\""},
           {"1", "10"},
           {"9007199254740993", "9007199254740992"},
           {"0.1", "0.10000000000000001"},
           {"1e400", "1e401"},
           {"1e-400", "0"},
           {"null", "false"},
           {"[1,2]", "[2,1]"},
           {R"({"a":1})", R"({"A":1})"},
           {R"({"a":null})", "{}"},
           {R"("a")", R"("a ")"},
           {"[]", "{}"},
       }) {
    EXPECT_NE(canonical(a), canonical(b)) << a << " and " << b;
  }
}

TEST(CanonicalJson, TheFormIsJsonAndItsOwnForm) {
  for (const std::string_view text : {"-12300", "0.5", R"({"b":"\"\\\u0001","a":[true,null]})"}) {
    EXPECT_EQ(canonical(canonical(text)), canonical(text)) << text;
  }
  EXPECT_EQ(canonical("-12300"), "-123e2");
}

TEST(CanonicalJson, RefusesWhatIsNoJson) {
  for (const std::string_view text : {"",
                                      " ",
                                      "01",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "-",
                                      "tru",
                                      "truex",
                                      "nul",
                                      "[1,]",
                                      "[,]",
                                      "[1 2]",
                                      "{\"a\":1,}",
                                      "{a:1}",
                                      "{\"a\"}",
                                      "{1:2}",
                                      "\"a",
                                      "\"\\x\"",
                                      "\"\\u12g4\"",
                                      "\"\\u12\"",
                                      "\"\t\"",
                                      "'a'",
                                      "1 2",
                                      "[1]]",
                                      "NaN",
                                      "Infinity",
                                      "\"\xff\"",
                                      "\"\xc0\x80\"",
                                      "\"\xed\xa0\x80\"",
                                      "\xef\xbb\xbf{}",
                                      "[",
                                      "{",
                                      "\"\\"}) {
    EXPECT_FALSE(canonical_json(text)) << text;
  }
}

TEST(CanonicalJson, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(canonical_json("[1,x]").error(), HasSubstr("no value at byte 3"));
}

TEST(CanonicalJson, DepthIsBounded) {
  const std::string deepest = std::string(max_json_depth, '[') + std::string(max_json_depth, ']');
  EXPECT_TRUE(canonical_json(deepest));
  EXPECT_FALSE(exceeds_json_depth(deepest));
  EXPECT_FALSE(canonical_json("[" + deepest + "]"));
  EXPECT_TRUE(exceeds_json_depth("[" + deepest + "]"));
  EXPECT_FALSE(exceeds_json_depth("\"\\\"" + std::string(max_json_depth + 1, '[') + "\""));
  EXPECT_FALSE(canonical_json(std::string(1'000'000, '[')));
}

TEST(EqualAsDoubles, NumbersNeedToAgreeOnlyAsDoublesDo) {
  EXPECT_TRUE(equal_as_doubles(canonical(R"({"a":[0.1,"1"]})"),
                               canonical(R"({"a":[0.10000000000000001,"1"]})")));
  EXPECT_TRUE(equal_as_doubles(canonical("9007199254740993"), canonical("9007199254740992")));
  EXPECT_TRUE(equal_as_doubles(canonical("1e400"), canonical("1.7976931348623157e308")));
  EXPECT_FALSE(equal_as_doubles(canonical("4503599627370497"), canonical("4503599627370496")));
  EXPECT_FALSE(equal_as_doubles(canonical("1e400"), canonical("null")));
  EXPECT_FALSE(equal_as_doubles(canonical("[1,2]"), canonical("[1]")));
  EXPECT_FALSE(equal_as_doubles(canonical(R"("1e5")"), canonical(R"("100000")")));
}

TEST(EqualInLargeNumbers, DigitsCountWhereADoubleCannotHoldThem) {
  EXPECT_FALSE(
      equal_in_large_numbers(canonical("9007199254740993"), canonical("9007199254740992")));
  EXPECT_TRUE(equal_in_large_numbers(canonical("1e400"), canonical("10e399")));
  EXPECT_TRUE(equal_in_large_numbers(canonical("0.1"), canonical("0.10000000000000001")));
}

TEST(HasOpenMeaning, OfANameTwiceAndOfHalfASurrogatePair) {
  EXPECT_TRUE(has_open_meaning(R"([{"a":1,"a":2}])"));
  EXPECT_TRUE(has_open_meaning(R"("\ud800")"));
  EXPECT_FALSE(has_open_meaning(R"([{"a":1},{"a":2},"\ud83d\ude00"])"));
}

TEST(CanonicalElements, AreThoseOfAnArray) {
  EXPECT_THAT(*canonical_elements(R"([1.0, {"b":1,"a":2}, [3]])"),
              ElementsAre("1", R"({"a":2,"b":1})", "[3]"));
  EXPECT_THAT(*canonical_elements(" [ ] "), IsEmpty());
  EXPECT_FALSE(canonical_elements("{}"));
  EXPECT_FALSE(canonical_elements("[1"));
}

TEST(FlattenedMessages, OneLevelOfArraysIsFlattened) {
  EXPECT_THAT(*flattened_messages(R"({"event": "created"})"),
              ElementsAre(R"({"event":"created"})"));
  EXPECT_THAT(*flattened_messages("[[1,2], [3,4]]"), ElementsAre("[1,2]", "[3,4]"));
  EXPECT_THAT(*flattened_messages("[[[1,2,3]]]"), ElementsAre("[[1,2,3]]"));
  EXPECT_THAT(*flattened_messages(" 7"), ElementsAre("7"));
  EXPECT_THAT(*flattened_messages("[]"), IsEmpty());
  EXPECT_FALSE(flattened_messages(""));
}

TEST(CanonicalJson, OfEndlessExponentsIsItsOwn) {
  for (const auto* text : {"10E+23456789012345678901234567890", "0.1e-99999999999999999999",
                           "1e1000000000000000000"}) {
    const auto canonical = canonical_json(text);
    ASSERT_TRUE(canonical);
    EXPECT_EQ(canonical_json(*canonical), canonical) << text;
  }
}

}  // namespace
}  // namespace conform
