#include "fuzz/campaign/campaign.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "fuzz/campaign/execution_json.hpp"
#include "fuzz/campaign/script.hpp"
#include "fuzz/campaign/simulated_runner.hpp"
#include "fuzz/campaign/single_choices.hpp"
#include "fuzz/sequence/seeds.hpp"
#include "fuzz/sequence/vocabulary.hpp"
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

server::Rules correct() {
  return repeatable_rules();
}

/// Every append gets an additional line end.
server::Rules wrong() {
  auto rules = repeatable_rules();
  rules.append.fault.stored = server::AppendRules::Faults::Stored::with_final_newline;
  return rules;
}

std::unique_ptr<SequenceRunner> runner_with(const server::Rules& rules) {
  return simulated_runner(rules, "test")({});
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

TEST(Executor, TheCorrectServerBreaksNoRule) {
  const auto runner = runner_with(correct());
  for (const auto& sequence : seeds()) EXPECT_THAT(runner->execute(sequence).broken(), IsEmpty());
  EXPECT_THAT(runner->execute(long_way).broken(), IsEmpty());
}

TEST(SingleChoices, AreTriedEach) {
  std::set<std::pair<Field, std::size_t>> chosen;
  const auto runner = runner_with(correct());
  for (const auto& sequence : single_choices(1)) {
    for (const auto& operation : sequence) {
      for (const auto field : {Field::body, Field::offset, Field::type, Field::lifetime,
                               Field::condition, Field::seq, Field::epoch, Field::order}) {
        chosen.emplace(field, operation[field]);
      }
    }
    EXPECT_THAT(runner->execute(sequence).broken(), IsEmpty());
  }
  for (const auto field : {Field::body, Field::offset, Field::type, Field::lifetime,
                           Field::condition, Field::seq, Field::epoch, Field::order}) {
    for (std::size_t choice = 0; choice < choices(field); ++choice) {
      EXPECT_THAT(chosen, Contains(std::pair(field, choice)));
    }
  }
}

TEST(Executor, EveryOffsetCanBeSentInEverySpelling) {
  const auto runner = runner_with(correct());
  for (std::size_t offset = 0; offset < choices(Field::offset); ++offset) {
    for (std::size_t way = 0; way < derivations; ++way) {
      for (std::size_t order = 0; order < spellings; ++order) {
        const auto read =
            one(Act::read, {{Field::offset, offset}, {Field::seed, way}, {Field::order, order}});
        const auto execution = runner->execute({one(Act::create), one(Act::append), read});
        EXPECT_THAT(execution.turns.back().exchange.problem, IsEmpty()) << offset << ' ' << way;
        EXPECT_THAT(execution.broken(), IsEmpty()) << offset << ' ' << way << ' ' << order;
      }
    }
  }
}

TEST(Executor, EachOperationIsATurn) {
  const auto execution = runner_with(correct())->execute(long_way);
  ASSERT_EQ(execution.turns.size(), long_way.size());
  EXPECT_EQ(execution.turns[0].exchange.response.status, 201);
  EXPECT_EQ(execution.turns[7].exchange.response.status, 200);
  EXPECT_EQ(execution.turns[9].exchange.request.method, "DELETE");
}

TEST(Executor, ClientsOverlapAndOneClientDoesNot) {
  const auto execution =
      runner_with(correct())->execute({one(Act::create), one(Act::append),
                                       one(Act::append, {{Field::client, 1}}), one(Act::append)});
  const auto& turns = execution.turns;
  EXPECT_LT(turns[2].exchange.sent_order, turns[1].exchange.done_order);
  EXPECT_GT(turns[3].exchange.sent_order, turns[1].exchange.done_order);
}

TEST(Executor, WhatAnAnswerGivesCanBeUsedAgain) {
  const auto execution = runner_with(correct())->execute(
      {one(Act::create), one(Act::append), one(Act::read, {{Field::offset, 1}})});
  EXPECT_EQ(execution.turns[2].request.query.front().second, "{o2}");
  EXPECT_THAT(execution.turns[2].exchange.request.target, HasSubstr("0000000000000003"));
}

TEST(Executor, SendsNoHeaderOfWhatTheServerLacks) {
  SimTransport transport(server::Core(correct()), simulated_start);
  ExecutorOptions options;
  options.virtual_time = true;
  options.lacks = {"forks"};
  SequenceRunner runner([&]() -> Transport& { return transport; }, simulated_target(), options,
                        "test");
  const auto execution =
      runner.execute({one(Act::create), one(Act::append), one(Act::fork, {{Field::stream, 1}})});
  const auto& fork = execution.turns.back().exchange;
  EXPECT_EQ(fork.response.status, 201);
  EXPECT_FALSE(fork.request.headers.contains("Stream-Forked-From"));
  EXPECT_THAT(execution.broken(), IsEmpty());
}

TEST(Executor, ReadsNoMoreThanItsMemoryAllows) {
  SimTransport transport(server::Core(correct()), simulated_start);
  ExecutorOptions options;
  options.virtual_time = true;
  options.memory_bytes = 4;
  SequenceRunner runner([&]() -> Transport& { return transport; }, simulated_target(), options,
                        "test");
  const auto execution = runner.execute({one(Act::create), one(Act::append), one(Act::read)});
  EXPECT_EQ(execution.turns.back().exchange.outcome, Outcome::too_large);
  EXPECT_THAT(execution.broken(), IsEmpty());
}

TEST(Executor, KeepsOnlyTheBeginningOfALargeResponse) {
  Sequence sequence{one(Act::create)};
  const auto long_text = choices(Field::body) - 1;
  for (int i = 0; i < 4; ++i) sequence.push_back(one(Act::append, {{Field::body, long_text}}));
  sequence.push_back(one(Act::read));
  const auto execution = runner_with(correct())->execute(sequence);
  const auto& body = execution.turns.back().exchange.response.body;
  EXPECT_THAT(body, testing::EndsWith(" bytes more"));
  EXPECT_LT(body.size(), 2 * limits::kept_body_bytes);
  EXPECT_GT(execution.turns[1].exchange.request.body.size(), limits::kept_body_bytes);
}

TEST(Executor, HangsUpTheOldestLiveRead) {
  const auto execution =
      runner_with(correct())->execute({one(Act::create), one(Act::sse), one(Act::hang_up)});
  EXPECT_EQ(execution.turns[2].hung_up, 2U);
  EXPECT_EQ(execution.turns[1].exchange.outcome, Outcome::closed_by_us);
}

/// The sequence with its execution, which must break this rule.
FailingSequence failing_sequence(SequenceRunner& runner, const Sequence& sequence,
                                 const std::string& rule) {
  auto execution = runner.execute(sequence);
  const auto& turn = execution.turns.at(execution.breaks(rule) - 1);
  for (const auto& violation : turn.violations) {
    if (violation.rule != rule) continue;
    auto cause = cause_of(turn.operation.act(), violation);
    return {sequence, std::move(execution), std::move(cause)};
  }
  throw std::logic_error("the rule was not broken");
}

Reduction reduced(SequenceRunner& runner, const Sequence& sequence, std::uint64_t max_executions) {
  return reduce([&](const Sequence& one) { return runner.execute(one); },
                failing_sequence(runner, sequence, bytes_rule), {max_executions, {}});
}

TEST(Reducer, LeavesWhatIsNeeded) {
  const auto runner = runner_with(wrong());
  const auto reduction = reduced(*runner, long_way, 500);
  EXPECT_TRUE(reduction.stable());
  std::vector<Act> acts_left;
  for (const auto& operation : reduction.sequence) acts_left.push_back(operation.act());
  EXPECT_THAT(acts_left, ElementsAre(Act::create, Act::append, Act::append, Act::read));
  for (const auto& operation : reduction.sequence) EXPECT_EQ(operation[Field::stream], 0U);
}

TEST(Reducer, StopsAtItsBound) {
  const auto runner = runner_with(wrong());
  EXPECT_LE(reduced(*runner, long_way, 10).executions, 10U + 5U);
}

/// Breaks the rule in one of `period` executions.
Execute now_and_then(SequenceRunner& wrong_runner, SequenceRunner& correct_runner,
                     unsigned period) {
  return [&, period, executions = 0U](const Sequence& sequence) mutable {
    return ++executions % period == 0 ? wrong_runner.execute(sequence)
                                      : correct_runner.execute(sequence);
  };
}

TEST(Reducer, KeepsWhatComesOnlyNowAndThen) {
  const auto wrong_runner = runner_with(wrong());
  const auto correct_runner = runner_with(correct());
  const auto reduction = reduce(now_and_then(*wrong_runner, *correct_runner, 4),
                                failing_sequence(*wrong_runner, long_way, bytes_rule), {});
  EXPECT_FALSE(reduction.stable());
  EXPECT_GT(reduction.confirmed, 0U);
  EXPECT_GT(reduction.execution.breaks(bytes_rule), 0U);
}

TEST(Reducer, KeepsTheEvidenceOfWhatNeverComesAgain) {
  const auto wrong_runner = runner_with(wrong());
  const auto correct_runner = runner_with(correct());
  const auto reduction = reduce([&](const Sequence& one) { return correct_runner->execute(one); },
                                failing_sequence(*wrong_runner, long_way, bytes_rule), {});
  EXPECT_FALSE(reduction.stable());
  EXPECT_EQ(reduction.confirmed, 0U);
  EXPECT_EQ(reduction.sequence, long_way);
  EXPECT_GT(reduction.execution.breaks(bytes_rule), 0U);
}

TEST(Reducer, StopsWhenAsked) {
  const auto runner = runner_with(wrong());
  const auto reduction =
      reduce([&](const Sequence& one) { return runner->execute(one); },
             failing_sequence(*runner, long_way, bytes_rule), {500, [] { return true; }});
  EXPECT_EQ(reduction.executions, 0U);
  EXPECT_GT(reduction.execution.breaks(bytes_rule), 0U);
}

TEST(Cause, LeavesOutWhatDiffersFromRunToRun) {
  EXPECT_EQ(without_variable_parts("status 204, not 3 of \"x 12\""), "status 204, not # of <text>");
  EXPECT_EQ(without_variable_parts("\"\\n\" there"), "<control> there");
  EXPECT_EQ(without_variable_parts("\"x\" and 12 more bytes there"), "<text> there");
  EXPECT_EQ(without_variable_parts("\"a\\\"b\" and \"\""), "<text> and <nothing>");
}

TEST(Cause, IsReadAsItWasWritten) {
  const Cause cause{"judge.x", Act::long_poll, "a | b -> c"};
  EXPECT_EQ(parse_cause(to_string(cause)), cause);
  EXPECT_EQ(parse_cause("judge.x | sleep | a"), std::nullopt);
  EXPECT_EQ(parse_cause("no cause"), std::nullopt);
}

TEST(PlayedJson, IsReadAsItWasWritten) {
  const auto execution = runner_with(wrong())->execute(long_way);
  const auto again = parse_execution(to_json(execution));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(*again), to_json(execution));
  EXPECT_EQ(again->broken(), execution.broken());
  EXPECT_EQ(parse_execution("{}"), std::nullopt);
}

Finding finding_with(const server::Rules& rules, const Sequence& sequence) {
  const auto runner = runner_with(rules);
  Finding finding;
  finding.reduction = reduced(*runner, sequence, 500);
  for (const auto& record : runner->rules()) {
    if (record.info.id == bytes_rule) finding.rule = record.info;
  }
  finding.cause = failing_sequence(*runner, finding.reduction.sequence, bytes_rule).cause;
  finding.id = "found-1.bytes-unchanged";
  return finding;
}

/// The verdict of a scenario, written to a file and loaded again, on a server.
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
  EXPECT_EQ(replay(scenario_of(finding), correct()), Verdict::pass);
}

TEST(Finding, ThatCannotBeReachedIsNotJudged) {
  const auto finding = finding_with(wrong(), long_way);
  auto refuses = correct();
  refuses.append.appended = 500;
  EXPECT_EQ(replay(scenario_of(finding), refuses), Verdict::inconclusive);
}

TEST(Finding, OfOverlappingClientsReplays) {
  const auto finding = finding_with(
      wrong(), {one(Act::create), one(Act::sse, {{Field::offset, 0}}), one(Act::append),
                one(Act::append), one(Act::read, {{Field::client, 2}})});
  EXPECT_EQ(replay(scenario_of(finding), wrong()), Verdict::fail);
  EXPECT_EQ(replay(scenario_of(finding), correct()), Verdict::pass);
}

TEST(Finding, ThatEndsInHangingUpReplays) {
  const auto finding = finding_with(
      wrong(), {one(Act::create), one(Act::append), one(Act::append),
                one(Act::sse, {{Field::client, 1}}), one(Act::read), one(Act::hang_up)});
  auto scenario = scenario_of(finding);
  scenario.steps =
      steps_of(runner_with(wrong())->execute({one(Act::create), one(Act::append), one(Act::append),
                                              one(Act::sse, {{Field::client, 1}}), one(Act::read)}),
               5);
  EXPECT_TRUE(std::holds_alternative<HangUpStep>(scenario.steps.back().action));
  EXPECT_EQ(replay(scenario, wrong()), Verdict::fail);
  EXPECT_EQ(replay(scenario, correct()), Verdict::pass);
}

TEST(Finding, ThatIsUnstableReportsHowOftenItWasSeen) {
  auto finding = finding_with(wrong(), long_way);
  finding.reduction.confirmed = 2;
  finding.reduction.confirmations = 15;
  EXPECT_THAT(result_of(finding).message, HasSubstr("seen in 3 of 16 runs"));
  // Changed bytes do not depend on timing.
  EXPECT_EQ(result_of(finding).verdict, Verdict::fail);
  EXPECT_EQ(executions_to_judge(finding), 24U);
  // A late answer does.
  finding.cause.rule = "judge.read-your-writes";
  EXPECT_EQ(finding.verdict(), Verdict::unstable);
  finding.reduction.confirmed = 15;
  EXPECT_EQ(finding.verdict(), Verdict::fail);
}

TEST(Finding, QuotesTheEvidence) {
  const auto result = result_of(finding_with(wrong(), long_way));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.requirements, ElementsAre("3/bytes-unchanged"));
  ASSERT_EQ(result.observations.size(), 1U);
  EXPECT_EQ(result.observations.front().method, "GET");
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

  [[nodiscard]] CampaignOptions options(std::uint64_t executions) const {
    CampaignOptions options;
    options.max_executions = executions;
    options.folder = folder_;
    return options;
  }

  std::string folder_;
};

TEST_F(CampaignFolder, TheCorrectServerPasses) {
  Campaign campaign(options(2000), simulated_runner(correct(), "test"));
  campaign.on_finding = [](const Finding& finding) { ADD_FAILURE() << finding.id; };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->stopped_early, std::nullopt);
  EXPECT_GE(end->state.executions, 1900U);
  EXPECT_GT(end->state.operations, end->state.executions);
  EXPECT_GT(end->state.features, 500U);
}

TEST_F(CampaignFolder, WorkersExecuteEachSeedOnceBetweenThem) {
  constexpr std::uint64_t executions_of_each = 60;
  auto divided = options(4 * executions_of_each);
  divided.workers = 4;
  Campaign campaign(divided, simulated_runner(correct(), "test"));
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_LE(end->state.executions, 4 * executions_of_each - 3 * seeds().size() + 8);
  EXPECT_GE(end->state.executions, seeds().size());
}

TEST_F(CampaignFolder, FindsWhatIsWrongOnce) {
  std::vector<std::string> found;
  Campaign campaign(options(1000), simulated_runner(wrong(), "test"));
  campaign.on_finding = [&](const Finding& finding) { found.push_back(finding.rule.id); };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  // Additional bytes appear as different bytes in one place and as too many in another.
  EXPECT_THAT(std::count(found.begin(), found.end(), bytes_rule),
              testing::AllOf(testing::Ge(1), testing::Le(2)));
  EXPECT_THAT(end->explained, Contains(bytes_rule));
}

TEST_F(CampaignFolder, KeepsItsCorpusForTheNext) {
  const auto files = [&] {
    const std::filesystem::directory_iterator all(folder_ + "/corpus");
    return std::distance(begin(all), end(all));
  };
  ASSERT_TRUE(Campaign(options(300), simulated_runner(correct(), "test")).run());
  const auto kept = files();
  EXPECT_GT(kept, static_cast<std::ptrdiff_t>(seeds().size()));
  ASSERT_TRUE(Campaign(options(300), simulated_runner(correct(), "test")).run());
  EXPECT_GE(files(), kept);
}

TEST_F(CampaignFolder, WhatIsKnownKeepsItsName) {
  std::map<Cause, std::string> known;
  std::vector<std::string> first;
  Campaign before(options(300), simulated_runner(wrong(), "test"));
  before.on_finding = [&](const Finding& finding) {
    known.emplace(finding.cause, finding.id);
    first.push_back(finding.id);
  };
  ASSERT_TRUE(before.run());
  ASSERT_FALSE(first.empty());
  auto resumed = options(300);
  resumed.known = known;
  resumed.first_finding = static_cast<unsigned>(first.size()) + 1;
  std::size_t met_again = 0;
  Campaign after(resumed, simulated_runner(wrong(), "test"));
  after.on_finding = [&](const Finding& finding) {
    const auto before_it = known.find(finding.cause);
    const bool is_new = before_it == known.end();
    met_again += is_new ? 0U : 1U;
    if (is_new) {
      EXPECT_THAT(first, testing::Not(Contains(finding.id)));
    } else {
      EXPECT_EQ(finding.id, before_it->second);
    }
  };
  ASSERT_TRUE(after.run());
  EXPECT_GE(met_again, first.size() / 2);
}

TEST_F(CampaignFolder, JudgesNothingWhereNothingWorks) {
  auto refuses = correct();
  refuses.create.created = refuses.create.confirmed = 401;
  refuses.append.appended = refuses.closure.closed = refuses.closure.closed_again = 401;
  refuses.producers.accepted = refuses.producers.duplicate = 401;
  const auto end = Campaign(options(60), simulated_runner(refuses, "test")).run();
  ASSERT_TRUE(end);
  EXPECT_THAT(end->stopped_early.value_or(""), HasSubstr("status 401"));
}

TEST_F(CampaignFolder, HoldsItsTime) {
  auto timed = options(0);
  timed.time = std::chrono::seconds(1);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(Campaign(timed, simulated_runner(wrong(), "test")).run());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST_F(CampaignFolder, StopsWhenAsked) {
  CampaignOptions endless = options(0);
  Campaign campaign(endless, simulated_runner(correct(), "test"));
  campaign.should_stop = [] { return true; };
  const auto end = campaign.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->stopped_early, "interrupted");
}

TEST_F(CampaignFolder, AnInternalErrorIsReported) {
  const auto broken = [](const std::function<bool()>&) {
    return std::make_unique<SequenceRunner>(
        []() -> Transport& { throw std::runtime_error("no transport"); }, simulated_target(),
        ExecutorOptions{}, "test");
  };
  const auto end = Campaign(options(100), broken).run();
  ASSERT_TRUE(end);
  EXPECT_THAT(end->stopped_early.value_or(""), HasSubstr("no transport"));
}

TEST_F(CampaignFolder, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder_ + "/file") << "x";
  auto options_below_file = options(10);
  options_below_file.folder = folder_ + "/file/below";
  const auto end = Campaign(options_below_file, simulated_runner(correct(), "test")).run();
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error(), HasSubstr(folder_ + "/file/below"));
}

}  // namespace
}  // namespace conform::fuzz
