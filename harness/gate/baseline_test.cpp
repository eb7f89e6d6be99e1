#include "harness/gate/baseline.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::chrono::sys_days last_of_january = 2027y / 1 / 31;

std::string error_of(std::string_view text) {
  const auto baseline = parse_baseline(text, "known.toml");
  return baseline ? "" : baseline.error();
}

TEST(Baseline, ReadsIdReasonAndDate) {
  const auto baseline = parse_baseline(R"(
[[known]]
id = "append.x"
reason = "#123: the proxy"
until = 2027-01-31

[[known]]
id = "create.y[a b]"
reason = "soon"
until = "2027-01-31"
)",
                                       "known.toml");
  ASSERT_TRUE(baseline) << baseline.error();
  ASSERT_THAT(baseline->entries, SizeIs(2));
  const auto* first = baseline->find("append.x");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->reason, "#123: the proxy");
  EXPECT_EQ(first->until, last_of_january);
  EXPECT_EQ(baseline->place_of(*first), "known.toml:2");
  EXPECT_EQ(baseline->find("create.y[a b]")->until, last_of_january);
  EXPECT_EQ(baseline->find("create.y"), nullptr);
}

TEST(Baseline, OneCauseMayHaveSeveralIdsAndNotShowInEveryRun) {
  const auto baseline = parse_baseline(R"(
[[known]]
id = ["sse.y", "sse.z[one case]"]
reason = "two writers"
sometimes = true
)",
                                       "known.toml");
  ASSERT_TRUE(baseline) << baseline.error();
  ASSERT_THAT(baseline->entries, SizeIs(2));
  for (const auto* id : {"sse.y", "sse.z[one case]"}) {
    const auto* entry = baseline->find(id);
    ASSERT_NE(entry, nullptr) << id;
    EXPECT_EQ(entry->reason, "two writers");
    EXPECT_TRUE(entry->sometimes);
    EXPECT_EQ(entry->line, 2U);
  }
}

TEST(Baseline, AnEmptyFileKnowsNothing) {
  EXPECT_THAT(parse_baseline("", "known.toml")->entries, IsEmpty());
}

TEST(Baseline, SaysWhereItIsWrong) {
  EXPECT_EQ(error_of("[[known]]\nid = \"a\"\n"),
            "known.toml:1: 'reason' is missing: say why a is known to fail");
  EXPECT_EQ(error_of("\n[[known]]\nreason = \"a\"\n"), "known.toml:2: 'id' is missing");
  EXPECT_EQ(error_of("[[known]]\nid = \"a\"\nreason = \"\"\n"),
            "known.toml:3: 'reason' must be a non-empty string");
  EXPECT_THAT(error_of("[[known]]\nid = \"a\"\nreasn = \"b\"\n"),
              HasSubstr("known.toml:3: unknown key 'reasn', did you mean 'reason'?"));
  EXPECT_EQ(error_of("[[known]]\nid = \"a\"\nreason = \"b\"\n"
                     "[[known]]\nid = \"a\"\nreason = \"c\"\n"),
            "known.toml:4: a is already listed in line 1");
  EXPECT_EQ(error_of("[[known]]\nid = [\"a\", \"a\"]\nreason = \"b\"\n"),
            "known.toml:1: a is already listed in line 1");
  for (const auto* id : {"[]", "\"\"", "[\"a\", \"\"]", "[\"a\", 1]", "7"}) {
    EXPECT_EQ(error_of(fmt::format("[[known]]\nid = {}\nreason = \"b\"\n", id)),
              "known.toml:2: 'id' must be a non-empty string or a list of them")
        << id;
  }
  EXPECT_EQ(error_of("[[known]]\nid = \"a\"\nreason = \"b\"\nsometimes = \"yes\"\n"),
            "known.toml:4: 'sometimes' must be true or false");
  EXPECT_THAT(error_of("[[unknown]]\nid = \"a\"\n"),
              HasSubstr("known.toml:1: unknown key 'unknown'"));
  EXPECT_THAT(error_of("[known]\nid = \"a\"\n"), HasSubstr("known.toml:1: unknown key 'known'"));
  EXPECT_THAT(error_of("known = [1]\n"), HasSubstr("known.toml:1: write each"));
  EXPECT_THAT(error_of("[[known]\n"), HasSubstr("known.toml:1: "));
}

TEST(Baseline, TakesOnlyDatesThatThereAre) {
  for (const auto* date : {"\"2027-02-30\"", "\"soon\"", "\"2027-01-31\\n#\"", "\"\"", "7",
                           "2027-01-31T10:00:00Z", "\"2027-01-31 \\\"x\\\"\""}) {
    EXPECT_THAT(error_of(fmt::format("[[known]]\nid = \"a\"\nreason = \"b\"\nuntil = {}\n", date)),
                HasSubstr("known.toml:4: 'until' must be a date"))
        << date;
  }
}

TEST(Baseline, AnIdThatThereIsNotHasANearestOne) {
  const auto baseline =
      parse_baseline("[[known]]\nid = \"apend.x\"\nreason = \"b\"\n", "known.toml");
  EXPECT_EQ(unknown_id(*baseline, {"close.y", "append.x"}),
            "known.toml:1: unknown scenario or rule 'apend.x', did you mean 'append.x'?");
  EXPECT_EQ(unknown_id(*baseline, {"apend.x"}), std::nullopt);
}

TEST(Baseline, WrittenAndReadItIsTheSame) {
  const std::vector<BaselineEntry> entries = {{"append.x[\"a\\b\"]", "\"so\"\nit is\x7f"},
                                              {"b", "c", last_of_january, 5},
                                              {"d", "e", {}, 9, true},
                                              {"f", "e", {}, 9, true}};
  const auto read = parse_baseline(baseline_text(entries), "known.toml");
  ASSERT_TRUE(read) << read.error();
  ASSERT_THAT(read->entries, SizeIs(4));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(read->entries[i].id, entries[i].id);
    EXPECT_EQ(read->entries[i].reason, entries[i].reason);
    EXPECT_EQ(read->entries[i].until, entries[i].until);
    EXPECT_EQ(read->entries[i].sometimes, entries[i].sometimes);
  }
}

/// Though a line tells which ids have one cause.
TEST(Baseline, CausesOnOneLineStayApart) {
  const auto baseline = parse_baseline(
      R"(known = [{ id = "a", reason = "one" }, { id = "b", reason = "other" }])", "known.toml");
  ASSERT_TRUE(baseline) << baseline.error();
  const auto again = parse_baseline(baseline_text(baseline->entries), "known.toml");
  ASSERT_TRUE(again) << again.error();
  ASSERT_THAT(again->entries, SizeIs(2));
  EXPECT_EQ(again->entries[0].reason, "one");
  EXPECT_EQ(again->entries[1].reason, "other");
}

TEST(Baseline, KeysOfManyPartsAreRefused) {
  std::string parts;
  for (int i = 0; i < 100'000; ++i) parts += "a.";
  EXPECT_THAT(error_of(parts + "a = 1"), HasSubstr("known.toml:1: keys are nested more than"));
  EXPECT_THAT(error_of("[[known]]\nid = \"a\"\nreason = \"b\"\nuntil = \"{" + parts + "a = 1}\""),
              HasSubstr("'until' must be a date"));
}

}  // namespace
}  // namespace conform
