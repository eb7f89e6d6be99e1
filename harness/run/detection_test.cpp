// A suite is believed because it fails when it should: the whole of it, against the reference
// server with one mistake at a time, on the virtual clock.
#include <gmock/gmock.h>

#include <map>

#include "fixtures/server/core.hpp"
#include "harness/run/engine.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using server::Rules;

std::map<Verdict, std::size_t> verdicts_on(Rules rules) {
  const auto folders = embedded_suites();
  const auto catalogue = load(folders);
  if (!catalogue) throw std::logic_error(to_string(catalogue.error().front()));
  std::vector<RuleInfo> infos;
  for (const auto& rule : all_rules()) infos.push_back(rule.info);
  SimTransport transport(server::Core(std::move(rules)), Instant{} + 24h * 365 * 60);
  RunOptions options;
  options.run_id = "detect";
  Engine engine(transport, Target::parse("http://sim").value(), options, [](const Event&) {});
  const auto finished = engine.run(select(*catalogue, infos, {}).value());
  return finished ? finished->summary : std::map<Verdict, std::size_t>{};
}

TEST(Detection, FindsNothingWrongWithAServerThatIsRight) {
  auto verdicts = verdicts_on({});
  EXPECT_GT(verdicts[Verdict::pass], 900U);
  for (const auto verdict :
       {Verdict::fail, Verdict::warn, Verdict::blocked, Verdict::inconclusive, Verdict::error}) {
    EXPECT_EQ(verdicts[verdict], 0U) << to_string(verdict);
  }
}

struct Mistake {
  const char* name;
  void (*make)(Rules& rules);
};

class Detection : public testing::TestWithParam<Mistake> {};

TEST_P(Detection, ExposesAMistake) {
  Rules rules;
  GetParam().make(rules);
  EXPECT_GT(verdicts_on(std::move(rules))[Verdict::fail], 0U);
}

INSTANTIATE_TEST_SUITE_P(
    All, Detection,
    testing::Values(
        Mistake{"CreatedIs200", [](Rules& rules) { rules.create.created = 200; }},
        Mistake{"InitialBodyLost", [](Rules& rules) { rules.create.stores_initial_body = false; }},
        Mistake{"ClosureNotCompared", [](Rules& rules) { rules.create.compares_closure = false; }},
        Mistake{"LifetimeNotCompared",
                [](Rules& rules) { rules.create.compares_lifetime = false; }},
        Mistake{"OldContentAfterDelete",
                [](Rules& rules) {
                  rules.create.after_delete = Rules::Create::AfterDelete::OldContent;
                }},
        Mistake{"AppendedIs200", [](Rules& rules) { rules.append.appended = 200; }},
        Mistake{"TypeComparedWithCase",
                [](Rules& rules) { rules.append.matches_type = Rules::TypeMatch::Verbatim; }},
        Mistake{
            "SequenceAsNumber",
            [](Rules& rules) { rules.append.compares_sequence = Rules::Append::Sequence::Number; }},
        Mistake{"SequenceUnchecked",
                [](Rules& rules) {
                  rules.append.compares_sequence = Rules::Append::Sequence::Unchecked;
                }},
        Mistake{"EqualSequenceAccepted",
                [](Rules& rules) { rules.append.equal_sequence_conflicts = false; }},
        Mistake{"RefusedSequenceCounts",
                [](Rules& rules) { rules.append.refused_sequence_counts = true; }},
        Mistake{"EverySeventhAppendLost", [](Rules& rules) { rules.append.loses_every = 7; }},
        Mistake{"OffsetBeforeTheAppend",
                [](Rules& rules) { rules.append.next_offset_is_tail = false; }},
        Mistake{"ProducersIgnoreGaps", [](Rules& rules) { rules.producers.gap = std::nullopt; }},
        Mistake{"StaleEpochAccepted",
                [](Rules& rules) { rules.producers.stale_epoch = std::nullopt; }},
        Mistake{"OnlyTheLastIsADuplicate",
                [](Rules& rules) {
                  rules.producers.duplicates = Rules::Producers::Duplicates::LastOnly;
                }},
        Mistake{"ProducersNotToldApart",
                [](Rules& rules) { rules.producers.told_apart_by_id = false; }},
        Mistake{"RefusedAppendMovesProducer",
                [](Rules& rules) { rules.producers.refused_append_counts = true; }},
        Mistake{"ClosureNotEnforced", [](Rules& rules) { rules.closure.enforced = false; }},
        Mistake{"ClosedConflictWithoutHeader",
                [](Rules& rules) { rules.closure.header_on_conflict = false; }},
        Mistake{"ClosingTupleForgotten",
                [](Rules& rules) { rules.closure.remembers_closing_tuple = false; }},
        Mistake{"DeleteKeepsTheStream", [](Rules& rules) { rules.deletion.removes = false; }},
        Mistake{"ReadsSkipAByte",
                [](Rules& rules) { rules.read.start = Rules::Read::Start::OneAfter; }},
        Mistake{"ReadsRepeatAByte",
                [](Rules& rules) { rules.read.start = Rules::Read::Start::OneBefore; }},
        Mistake{"NoUpToDateAtTail", [](Rules& rules) { rules.read.up_to_date_at_tail = false; }},
        Mistake{"NoClosedAtTail", [](Rules& rules) { rules.read.closed_at_tail = false; }},
        Mistake{"LongPollWithoutCursor",
                [](Rules& rules) { rules.long_poll.cursor_without_data = false; }},
        Mistake{"SseNeverWakes", [](Rules& rules) { rules.sse.wakes_on_append = false; }},
        Mistake{"SseFirstLineOnly",
                [](Rules& rules) { rules.sse.prefixes = Rules::Sse::Lines::FirstOnly; }},
        Mistake{"SseInSnakeCase",
                [](Rules& rules) { rules.sse.fields = Rules::Sse::Fields::SnakeCase; }},
        Mistake{
            "SseOneControlForMany",
            [](Rules& rules) { rules.sse.batching = Rules::Sse::Batching::ControlAfterCatchUp; }},
        Mistake{"SseClosedBeforeTheData",
                [](Rules& rules) { rules.sse.final_data_before_closed = false; }},
        Mistake{"SseNotEndedAfterClosed",
                [](Rules& rules) { rules.sse.ends_after_closed = false; }},
        Mistake{"JsonNeverFlattened",
                [](Rules& rules) { rules.json.flatten = Rules::Json::Flatten::Never; }},
        Mistake{"JsonNumbersAsDoubles",
                [](Rules& rules) { rules.json.stored = Rules::Json::Stored::NumbersAsDoubles; }},
        Mistake{"JsonUnchecked", [](Rules& rules) { rules.json.invalid = std::nullopt; }},
        Mistake{"LaxTtl",
                [](Rules& rules) { rules.expiry.ttl_integers = Rules::Integers::LeadingDigits; }},
        Mistake{"TtlNotEnforced", [](Rules& rules) { rules.expiry.ttl_enforced = false; }},
        Mistake{"HeadRenewsTtl", [](Rules& rules) { rules.expiry.renewed_by_head = true; }},
        Mistake{"CloseDoesNotRenewTtl",
                [](Rules& rules) { rules.expiry.renewed_by_close = false; }},
        Mistake{"OffsetsUnpadded", [](Rules& rules) { rules.offsets.width = 0; }},
        Mistake{"CursorEchoed",
                [](Rules& rules) { rules.cursors.collision = Rules::Cursors::Collision::Echoes; }},
        Mistake{"EtagWithoutClosure", [](Rules& rules) { rules.caching.etag_has_closure = false; }},
        Mistake{"NoEtag", [](Rules& rules) { rules.caching.etag = false; }}),
    [](const auto& mistake) { return std::string(mistake.param.name); });

}  // namespace
}  // namespace conform
