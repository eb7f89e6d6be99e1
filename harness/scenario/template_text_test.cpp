#include "harness/scenario/template_text.hpp"

#include <gmock/gmock.h>

#include "harness/http/url.hpp"

namespace conform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Resolves every variable to its own name, except "gone".
std::optional<std::string> echo(std::string_view variable) {
  if (variable == "gone") return std::nullopt;
  return "<" + std::string(variable) + ">";
}

TEST(Substitute, FillsVariablesWithTheirArguments) {
  EXPECT_EQ(substitute("{s}/a{s:other}b{time:+90s}", echo).value(), "<s>/a<s:other>b<time:+90s>");
}

TEST(Substitute, LeavesOtherBracesAlone) {
  for (const char* text :
       {"", "{", "}", "{}", R"({"a":[{"b":{}}]})", "{ s}", "{4}", "{S}", "a}b"}) {
    EXPECT_EQ(substitute(text, echo).value(), text);
  }
}

TEST(Substitute, ReadsTwoBracesAsOne) {
  EXPECT_EQ(substitute("{{s}", echo).value(), "{s}");
  EXPECT_EQ(substitute("{{{s}", echo).value(), "{<s>");
  EXPECT_EQ(substitute("{{{{", echo).value(), "{{");
}

TEST(Substitute, DoesNotSubstituteInValues) {
  const auto nested = [](std::string_view) { return std::optional<std::string>("{s}"); };
  EXPECT_EQ(substitute("{a}", nested).value(), "{s}");
}

TEST(Substitute, EncodesValuesOnly) {
  EXPECT_EQ(substitute("a b{s}", echo, http::percent_encode).value(), "a b%3Cs%3E");
}

TEST(Substitute, SaysWhichVariableIsNotSet) {
  EXPECT_EQ(substitute("{gone}", echo).error(), "nothing sets the variable {gone}");
}

TEST(Substitute, RefusesAVariableThatDoesNotEnd) {
  for (const char* text : {"{s", "{s{", "{s-t}", "{sT}", "{s t}"}) {
    EXPECT_FALSE(substitute(text, echo)) << text;
  }
  EXPECT_EQ(substitute("x {not json", echo).error(),
            "invalid variable '{not json'; a literal brace before a letter is written '{{'");
}

TEST(SubstituteTarget, EncodesInTheQuery) {
  EXPECT_EQ(substitute_target("{s}/x?offset={o}&a={b}", echo).value(),
            "<s>/x?offset=%3Co%3E&a=%3Cb%3E");
  EXPECT_EQ(substitute_target("{s}", echo).value(), "<s>");
}

TEST(SubstituteJson, FillsStringsButNotNames) {
  const auto json = JsonTemplate::parse(R"({"{s}":["{s}",{"z":"a{n}","a":1.5}],"t":true})");
  EXPECT_EQ(substitute_json(json, echo).value().dump(),
            R"({"{s}":["<s>",{"z":"a<n>","a":1.5}],"t":true})");
  EXPECT_FALSE(substitute_json(JsonTemplate::parse(R"([["{gone}"]])"), echo));
}

TEST(VariablesIn, AreAskedForInOrder) {
  EXPECT_THAT(variables_in("{s:a}{{b}{tail}{s:a}").value(), ElementsAre("s:a", "tail", "s:a"));
  EXPECT_THAT(variables_in(R"({"a": 1})").value(), IsEmpty());
  EXPECT_FALSE(variables_in("{s"));
}

}  // namespace
}  // namespace conform
