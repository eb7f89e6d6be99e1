#include "harness/gate/failure_memory.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace conform {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::IsEmpty;

GateRecord record(std::string id, Verdict verdict, std::vector<std::string> occasions = {}) {
  GateRecord one;
  one.id = std::move(id);
  one.verdict = verdict;
  one.fails = verdict == Verdict::fail;
  one.occasions = std::move(occasions);
  return one;
}

class FailureMemoryTest : public testing::Test {
 protected:
  FailureMemoryTest() {
    fs::remove_all(folder_);
    for (const auto* id : {"a", "b", "c"}) scenarios_.emplace_back().id = id;
    for (const auto& scenario : scenarios_) all_.scenarios.push_back(&scenario);
    all_.rules = {"judge.r", "judge.s"};
  }
  ~FailureMemoryTest() override { fs::remove_all(folder_.parent_path()); }

  /// Ids of the last failures according to the file.
  std::vector<std::string> remembered(const std::string& target = "http://a/") {
    const auto part = FailureMemory::read(folder_, target).part_of(all_);
    std::vector<std::string> ids = part.rules;
    for (const auto* scenario : part.scenarios) ids.push_back(scenario->id);
    return ids;
  }
  void learn(const std::vector<GateRecord>& records) {
    auto memory = FailureMemory::read(folder_, "http://a/");
    memory.learn(records);
    memory.write();
  }

  /// A different file for each test, because several may run at once.
  fs::path folder_ = fs::path(testing::TempDir()) /
                     testing::UnitTest::GetInstance()->current_test_info()->name() / "conform";
  std::vector<Scenario> scenarios_;
  Selected all_;
};

TEST_F(FailureMemoryTest, KnowsNothingAtFirst) {
  EXPECT_TRUE(FailureMemory::read(folder_, "http://a/").empty());
}

TEST_F(FailureMemoryTest, KeepsWhatFailedForEachTarget) {
  learn({record("a", Verdict::fail), record("b", Verdict::pass)});
  EXPECT_THAT(remembered(), ElementsAre("a"));
  EXPECT_THAT(remembered("http://b/"), IsEmpty());
}

TEST_F(FailureMemoryTest, OnlyWhatIsJudgedAgainIsForgotten) {
  learn({record("a", Verdict::fail), record("b", Verdict::fail), record("c", Verdict::fail)});
  learn({record("a", Verdict::pass), record("b", Verdict::inconclusive)});
  EXPECT_THAT(remembered(), ElementsAre("b", "c"));
}

TEST_F(FailureMemoryTest, ARuleBringsTheScenariosThatBrokeIt) {
  learn({record("judge.s", Verdict::fail, {"b", "c"})});
  EXPECT_THAT(remembered(), ElementsAre("judge.s", "b", "c"));
}

TEST_F(FailureMemoryTest, WritesNothingWhereItMayNot) {
  fs::create_directories(folder_.parent_path());
  std::ofstream(folder_) << "a file";
  learn({record("a", Verdict::fail)});
  EXPECT_THAT(remembered(), IsEmpty());
  fs::remove(folder_);
}

TEST(CacheFolder, IsWhereTheEnvironmentSays) {
  const auto folder = [](const char* cache, const char* home) {
    return cache_folder(
        [=](const char* name) { return std::string_view(name) == "HOME" ? home : cache; });
  };
  EXPECT_EQ(folder("/c", "/h"), fs::path("/c/conform"));
  EXPECT_EQ(folder(nullptr, "/h"), fs::path("/h/.cache/conform"));
  EXPECT_EQ(folder("relative", "/h"), fs::path("/h/.cache/conform"));
  EXPECT_EQ(folder("", nullptr), std::nullopt);
}

}  // namespace
}  // namespace conform
