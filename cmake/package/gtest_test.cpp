// What the header for GoogleTest makes of TAP, of ids, and of the environment.
#include "cmake/package/include/conform/gtest.hpp"

#include <gmock/gmock.h>

namespace conform::detail {
namespace {

constexpr const char* run = R"(TAP version 14
1..5
ok 1 - append.in-order
not ok 2 - sequence.lower-409
  ---
  message: 'came 204'
    indented: more
  ...
ok 3 - http.odd-name[an encoded \#] # SKIP no raw: nothing there
not ok 4 - create.twice # TODO known: #17 of ours
not ok 5 - create.back\\slash
Bail out! interrupted
)";

TEST(TapReader, TellsPassFromFail) {
  const TapReader tap(run);
  ASSERT_NE(tap.find("append.in-order"), nullptr);
  EXPECT_TRUE(tap.find("append.in-order")->ok);
  EXPECT_EQ(tap.find("append.in-order")->details, "");
  EXPECT_FALSE(tap.find("sequence.lower-409")->ok);
  EXPECT_FALSE(tap.find("create.back\\slash")->ok);
}

TEST(TapReader, KeepsTheBlockOfAFailure) {
  EXPECT_EQ(TapReader(run).find("sequence.lower-409")->details,
            "message: 'came 204'\n  indented: more\n");
}

TEST(Unfolded, ReadsAsPeopleLikeIt) {
  EXPECT_EQ(unfolded(R"(message: "came \"204\" \u001b")"), "message: came \"204\" \\u001b\n");
  EXPECT_EQ(unfolded(R"(exchanges: [["> PUT","< 201"],["a\nb"]])"),
            "exchanges:\n  > PUT\n  < 201\n  a\n  b\n");
  for (const char* line : {"", "message: 'came 204'", "count: 3", "list: []", "  indented"}) {
    EXPECT_EQ(unfolded(line), line + std::string("\n"));
  }
  for (const char* broken : {"a: \"", "a: \"\\", "a: [\"x"})
    EXPECT_NE(unfolded(broken), "") << broken;
}

TEST(TapReader, SaysWhyOneWasSkipped) {
  const TapReader tap(run);
  EXPECT_EQ(tap.find("http.odd-name[an encoded #]")->skipped, " no raw: nothing there");
  EXPECT_EQ(tap.find("sequence.lower-409")->skipped, std::nullopt);
}

TEST(TapReader, SkipsAKnownFailure) {
  EXPECT_THAT(TapReader(run).find("create.twice")->skipped.value(), testing::HasSubstr("#17"));
}

TEST(TapReader, SaysWhyARunEndedEarly) {
  EXPECT_EQ(TapReader(run).bail_out(), "Bail out! interrupted");
  EXPECT_EQ(TapReader(run).find("close.never-ran"), nullptr);
}

TEST(TapReader, TakesWhateverComes) {
  for (const char* text : {"", "\n", "ok ", "ok 1 - ", "not ok 2", "  ---", "  ---\n  x\n",
                           "  ---\n  ...\n  ...\n", "ok 1 - a\\", "ok 1 - a # "}) {
    EXPECT_EQ(TapReader(text).find("x"), nullptr) << text;
  }
}

TEST(NameOf, IsAnIdentifierThatAFilterCanSay) {
  EXPECT_EQ(name_of("long-poll.wakes[a b, c]").suite, "conform_long_poll");
  EXPECT_EQ(name_of("long-poll.wakes[a b, c]").test, "wakes_a_b__c_");
  EXPECT_EQ(name_of("odd").suite, "conform_odd");
}

TEST(RunProgram, GivesWhatItSaidAndHowItEnded) {
  const Ended ended = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(ended.status, 3);
  EXPECT_EQ(ended.out, "out\n");
  EXPECT_EQ(ended.err, "err\n");
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"}).status, -1);
  EXPECT_THROW(run_program({"/no/such/program"}), std::runtime_error);
}

TEST(RunProgram, IsNotSpreadOverProcessesAsTheTestsAre) {
  setenv("GTEST_TOTAL_SHARDS", "4", 1);
  setenv("TEST_SHARD_INDEX", "1", 1);
  const Ended ended =
      run_program({"sh", "-c", "echo \"[$GTEST_TOTAL_SHARDS$TEST_SHARD_INDEX]$PATH\""});
  unsetenv("GTEST_TOTAL_SHARDS");
  unsetenv("TEST_SHARD_INDEX");
  EXPECT_THAT(ended.out, testing::StartsWith("[]/"));
}

}  // namespace
}  // namespace conform::detail
