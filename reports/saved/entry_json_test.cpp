#include "reports/saved/entry_json.hpp"

#include <gmock/gmock.h>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

Expected<Entry, std::string> read(const std::string& line) {
  return entry_from(ordered_json::parse(line), sample_context());
}

std::string problem_with(const std::string& line) {
  const auto entry = read(line);
  return entry ? "none" : entry.error();
}

TEST(EntryJson, IsReadAsItWasWritten) {
  for (const auto& run : {sample_run(), hostile_run(), interrupted_run()}) {
    for (const auto& event : run) {
      const std::string line = to_line(entry_of(event, sample_context()));
      const auto again = read(line);
      ASSERT_TRUE(again) << again.error();
      EXPECT_EQ(to_line(*again), line);
    }
  }
}

TEST(EntryJson, IsOneCleanLine) {
  for (const auto& event : hostile_run()) {
    const std::string line = to_line(entry_of(event, sample_context()));
    EXPECT_TRUE(is_clean(line));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

TEST(EntryJson, KeepsWhatIsKnownOfAFailure) {
  Result result = sample_failure();
  result.known = Known{"#12 is under way", "2027-01-31"};
  const auto again = read(to_line(entry_of(ResultReached{result}, sample_context())));
  const auto& known = std::get<Finding>(again.value()).known;
  ASSERT_TRUE(known);
  EXPECT_EQ(in_words(*known), "#12 is under way (until 2027-01-31)");
}

TEST(EntryJson, CleansWhatOthersHaveWritten) {
  const auto entry = read(
      R"({"event": "result", "id": "a\u001b[2J", "verdict": "fail", "got": "\u202egnp",
          "exchanges": [["> GET /\u0007"]], "curl": "one\ntwo\r"})");
  const auto& finding = std::get<Finding>(entry.value());
  EXPECT_EQ(finding.id, "a\\x1b[2J");
  EXPECT_EQ(finding.got, "\\u{202e}gnp");
  EXPECT_EQ(finding.exchanges[0][0], "> GET /\\x07");
  EXPECT_THAT(finding.curl, testing::ElementsAre("one", "two\\r"));
}

TEST(EntryJson, BoundsWhatOthersHaveWritten) {
  ordered_json line{{"event", "result"}, {"id", std::string(1'000'000, 'x')}, {"verdict", "fail"}};
  line["got"] = std::string(1'000'000, 'x');
  line["exchanges"] = std::vector(8, std::vector<std::string>(300, std::string(5000, 'x')));
  line["requirements"] = std::vector<std::string>(100'000, "5.2/x");
  EXPECT_LT(to_line(entry_from(line, sample_context()).value()).size(), 2'000'000U);
}

TEST(EntryJson, ReadsTheGateAndWhatStoodForItBefore) {
  const auto decided = [](const std::string& text) {
    return std::get<Closing>(read(text).value()).conclusion;
  };
  EXPECT_EQ(decided(R"({"event": "finished", "conclusion": "violations",
                        "gate": {"decision": "passed", "exit_status": 0}})"),
            Conclusion::conformant);
  EXPECT_EQ(decided(R"({"event": "finished", "conclusion": "violations"})"),
            Conclusion::violations);
  EXPECT_EQ(problem_with(R"({"event": "finished", "gate": {"decision": "open"}})"),
            "gate.decision must be one of passed, failed, nothing-run, not-judged");
}

TEST(EntryJson, PassesOverMembersThatItDoesNotKnow) {
  EXPECT_TRUE(read(R"({"event": "result", "id": "a", "verdict": "pass", "future": [{}]})"));
}

TEST(EntryJson, SaysWhatIsOfTheWrongKind) {
  EXPECT_EQ(problem_with("[]"), "it must be an object");
  EXPECT_EQ(problem_with("{}"), "its member \"event\" names no event");
  EXPECT_EQ(problem_with(R"({"event": "result", "id": 7, "verdict": "pass"})"),
            "id must be a text");
  EXPECT_THAT(problem_with(R"({"event": "result", "id": "a", "verdict": "PASS"})"),
              HasSubstr("verdict must be one of pass, skip, warn"));
  EXPECT_EQ(problem_with(R"({"event": "result", "id": "a", "verdict": "pass", "seconds": -1})"),
            "seconds must be a number of seconds");
  EXPECT_EQ(problem_with(R"({"event": "result", "id": "a", "verdict": "fail",
                             "exchanges": [["x", 1]]})"),
            "exchanges[0] must be a list of texts");
  EXPECT_EQ(problem_with(R"({"event": "started", "shard": {"index": 3, "of": 2}})"),
            "shard.index must be from 1 to \"of\"");
  EXPECT_EQ(problem_with(R"({"event": "started", "started": "yesterday"})"),
            "started must be a time such as 2026-01-02T03:04:05.678Z");
  EXPECT_EQ(problem_with(R"({"event": "finished", "exchange_count": -1})"),
            "exchange_count must be a count");
}

}  // namespace
}  // namespace conform::reports
