#include "fuzz/campaign/campaign.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "fuzz/campaign/script.hpp"
#include "fuzz/campaign/simulated_arena.hpp"
#include "fuzz/sequence/seeds.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/toml_writer.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform::fuzz {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Operation one(Act act, std::initializer_list<std::pair<Field, std::size_t>> chosen = {}) {
  Operation operation;
  operation.set(Field::act, static_cast<std::size_t>(act));
  for (const auto& [field, choice] : chosen) operation.set(field, choice);
  return normal(operation);
}

server::Rules right() {
  return repeatable_rules();
}

/// Every append gets a line end that nobody sent.
server::Rules wrong() {
  auto rules = repeatable_rules();
  rules.append.stored = server::Rules::Append::Stored::WithFinalNewline;
  return rules;
}

std::unique_ptr<Arena> arena_with(const server::Rules& rules) {
  return simulated_arena(rules, "test")();
}

const std::string bytes_rule = "judge.bytes-unchanged";

const Sequence long_way = {one(Act::create, {{Field::stream, 1}}),
                           one(Act::create),
                           one(Act::head),
                           one(Act::append, {{Field::order, 2}, {Field::producer, 1}}),
                           one(Act::append, {{Field::stream, 1}}),
                           one(Act::append, {{Field::client, 1}}),
                           one(Act::pass_time, {{Field::size, 4}}),
                           one(Act::read, {{Field::condition, 2}}),
                           one(Act::head),
                           one(Act::remove)};

TEST(Player, TheRightServerBreaksNoRule) {
  const auto arena = arena_with(right());
  for (const auto& sequence : seeds()) EXPECT_THAT(arena->play(sequence).broken(), IsEmpty());
  EXPECT_THAT(arena->play(long_way).broken(), IsEmpty());
}

TEST(Player, EachOperationIsATurn) {
  const auto played = arena_with(right())->play(long_way);
  ASSERT_EQ(played.turns.size(), long_way.size());
  EXPECT_EQ(played.turns[0].exchange.response.status, 201);
  EXPECT_EQ(played.turns[7].exchange.response.status, 200);
  EXPECT_EQ(played.turns[9].exchange.request.method, "DELETE");
}

TEST(Player, ClientsOverlapAndOneClientDoesNot) {
  const auto played =
      arena_with(right())->play({one(Act::create), one(Act::append),
                                 one(Act::append, {{Field::client, 1}}), one(Act::append)});
  const auto& turns = played.turns;
  EXPECT_LT(turns[2].exchange.sent_order, turns[1].exchange.done_order);
  EXPECT_GT(turns[3].exchange.sent_order, turns[1].exchange.done_order);
}

TEST(Player, WhatAnAnswerGivesCanBeUsedAgain) {
  const auto played = arena_with(right())->play(
      {one(Act::create), one(Act::append), one(Act::read, {{Field::offset, 1}})});
  EXPECT_EQ(played.turns[2].request.query.front().second, "{o2}");
  EXPECT_THAT(played.turns[2].exchange.request.target, HasSubstr("0000000000000003"));
}

TEST(Player, HangsUpTheOldestLiveRead) {
  const auto played =
      arena_with(right())->play({one(Act::create), one(Act::sse), one(Act::hang_up)});
  EXPECT_EQ(played.turns[2].hung_up, 2U);
  EXPECT_EQ(played.turns[1].exchange.outcome, Outcome::closed_by_us);
}

TEST(Reducer, LeavesWhatIsNeeded) {
  const auto arena = arena_with(wrong());
  const auto reduction = reduce(*arena, long_way, bytes_rule, 500);
  EXPECT_TRUE(reduction.stable());
  std::vector<Act> acts_left;
  for (const auto& operation : reduction.sequence) acts_left.push_back(operation.act());
  EXPECT_THAT(acts_left, ElementsAre(Act::create, Act::append, Act::append, Act::read));
  for (const auto& operation : reduction.sequence) EXPECT_EQ(operation[Field::stream], 0U);
}

TEST(Reducer, StopsAtItsBound) {
  const auto arena = arena_with(wrong());
  EXPECT_LE(reduce(*arena, long_way, bytes_rule, 10).plays, 10U + 5U);
}

Finding finding_with(const server::Rules& rules, const Sequence& sequence) {
  const auto arena = arena_with(rules);
  Finding finding;
  finding.reduction = reduce(*arena, sequence, bytes_rule, 500);
  for (const auto& record : arena->rules()) {
    if (record.info.id == bytes_rule) finding.rule = record.info;
  }
  finding.id = "found-1.bytes-unchanged";
  return finding;
}

/// The verdict of a scenario's file, written and read again, on a server.
Verdict replay(const Scenario& scenario, server::Rules rules) {
  Suite suite;
  suite.id = scenario.suite;
  suite.title = "Found";
  suite.scenarios = {scenario};
  auto folders = embedded_suites();
  for (auto& folder : folders) {
    std::erase_if(folder.files, [](const auto& file) { return file.path != "requirements.toml"; });
  }
  folders.push_back({"found", {{"found-1.toml", to_toml(suite, "")}}});
  const auto catalogue = load(folders);
  if (!catalogue) {
    ADD_FAILURE() << to_string(catalogue.error().front());
    return Verdict::error;
  }
  Selected selected;
  selected.scenarios = {&catalogue->suites.front().scenarios.front()};
  SimTransport transport(server::Core(std::move(rules)), simulated_start);
  auto verdict = Verdict::error;
  RunOptions options;
  options.run_id = "replay";
  Engine engine(transport, simulated_target(), options, [&](const Event& event) {
    const auto* reached = std::get_if<ResultReached>(&event);
    if (reached != nullptr) verdict = reached->result.verdict;
  });
  EXPECT_TRUE(engine.run(selected));
  return verdict;
}

TEST(Finding, ReplaysAsAScenario) {
  const auto finding = finding_with(wrong(), long_way);
  EXPECT_EQ(replay(scenario_of(finding), wrong()), Verdict::fail);
  EXPECT_EQ(replay(scenario_of(finding), right()), Verdict::pass);
}

TEST(Finding, ThatCannotBeReachedIsBlocked) {
  const auto finding = finding_with(wrong(), long_way);
  auto refuses = right();
  refuses.append.appended = 500;
  EXPECT_EQ(replay(scenario_of(finding), refuses), Verdict::blocked);
}

TEST(Finding, OfOverlappingClientsReplays) {
  const auto finding = finding_with(
      wrong(), {one(Act::create), one(Act::sse, {{Field::offset, 0}}), one(Act::append),
                one(Act::append), one(Act::read, {{Field::client, 2}})});
  EXPECT_EQ(replay(scenario_of(finding), wrong()), Verdict::fail);
  EXPECT_EQ(replay(scenario_of(finding), right()), Verdict::pass);
}

TEST(LastWords, LeadTheSameWayOnAnyServer) {
  const auto scenario = last_words(long_way, "found-1.server-gone");
  EXPECT_EQ(replay(scenario, right()), Verdict::pass);
  auto refuses = right();
  refuses.append.appended = 500;
  EXPECT_EQ(replay(scenario, refuses), Verdict::pass);
}

TEST(Finding, QuotesTheEvidence) {
  const auto result = result_of(finding_with(wrong(), long_way));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.requirements, ElementsAre("3/bytes-unchanged"));
  ASSERT_TRUE(result.evidence);
  EXPECT_EQ(result.evidence->exchanges.size(), 4U);
  EXPECT_THAT(result.evidence->curl, HasSubstr("curl"));
}

class CampaignFolder : public testing::Test {
 protected:
  CampaignFolder() {
    std::string path = testing::TempDir() + "conform-campaign-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = path;
  }
  ~CampaignFolder() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] CampaignOptions options(std::uint64_t plays) const {
    CampaignOptions options;
    options.most_plays = plays;
    options.folder = folder_;
    return options;
  }

  std::string folder_;
};

TEST_F(CampaignFolder, TheRightServerPasses) {
  Campaign campaign(options(2000), simulated_arena(right(), "test"));
  campaign.on_finding = [](const Finding& finding) { ADD_FAILURE() << finding.id; };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->stopped_early, std::nullopt);
  EXPECT_GE(end->state.plays, 1900U);
  EXPECT_GT(end->state.operations, end->state.plays);
  EXPECT_GT(end->state.features, 500U);
}

TEST_F(CampaignFolder, FindsWhatIsWrongOnce) {
  std::vector<std::string> found;
  Campaign campaign(options(1000), simulated_arena(wrong(), "test"));
  campaign.on_finding = [&](const Finding& finding) { found.push_back(finding.rule.id); };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(std::count(found.begin(), found.end(), bytes_rule), 1);
  EXPECT_THAT(end->explained, Contains(bytes_rule));
}

TEST_F(CampaignFolder, KeepsItsCorpusForTheNext) {
  const auto files = [&] {
    const std::filesystem::directory_iterator all(folder_ + "/corpus");
    return std::distance(begin(all), end(all));
  };
  ASSERT_TRUE(Campaign(options(300), simulated_arena(right(), "test")).run());
  const auto kept = files();
  EXPECT_GT(kept, static_cast<std::ptrdiff_t>(seeds().size()));
  ASSERT_TRUE(Campaign(options(300), simulated_arena(right(), "test")).run());
  EXPECT_GE(files(), kept);
}

TEST_F(CampaignFolder, StopsWhenAsked) {
  CampaignOptions endless = options(0);
  Campaign campaign(endless, simulated_arena(right(), "test"));
  campaign.should_stop = [] { return true; };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->stopped_early, "interrupted");
}

TEST_F(CampaignFolder, AFaultOfOursIsTold) {
  const auto broken = [] {
    return std::make_unique<Arena>([]() -> Transport& { throw std::runtime_error("no ground"); },
                                   simulated_target(), PlayerOptions{}, "test");
  };
  const auto end = Campaign(options(100), broken).run();
  ASSERT_TRUE(end);
  EXPECT_THAT(end->stopped_early.value_or(""), HasSubstr("no ground"));
}

TEST_F(CampaignFolder, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder_ + "/file") << "x";
  auto options_below_file = options(10);
  options_below_file.folder = folder_ + "/file/below";
  const auto end = Campaign(options_below_file, simulated_arena(right(), "test")).run();
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error(), HasSubstr(folder_ + "/file/below"));
}

}  // namespace
}  // namespace conform::fuzz
