#include "fuzz/malformed/executor.hpp"

#include <gmock/gmock.h>

#include "fixtures/server/background_server.hpp"
#include "fuzz/malformed/finding.hpp"
#include "fuzz/malformed/mutation.hpp"
#include "fuzz/malformed/tiny_server.hpp"
#include "fuzz/malformed/vocabulary.hpp"
#include "harness/run/engine.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/toml_writer.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform::malformed {
namespace {

using test::Peer;
using test::TinyServer;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::size_t post = 1;
constexpr std::size_t by_length = 1;
constexpr std::size_t by_chunks = 2;

template <class... Choices>
Act act_of(const Choices&... chosen) {
  Act act;
  (act.set(chosen.first, static_cast<std::size_t>(chosen.second)), ...);
  return act;
}

template <class Choice>
std::pair<Field, std::size_t> with(Field field, Choice choice) {
  return {field, static_cast<std::size_t>(choice)};
}

Act append_of(BodyKind body, std::size_t framing = by_length) {
  return act_of(with(Field::method, post), with(Field::framing, framing), with(Field::body, body));
}

std::size_t line(std::string_view text) {
  const auto all = request_lines();
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), text) - all.begin());
}

std::size_t framing(std::string_view lines) {
  const auto all = framings();
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.lines == lines; }) -
      all.begin());
}

ExecutorOptions quick() {
  ExecutorOptions options;
  options.answer_limit = 200ms;
  options.optional_answer_limit = 20ms;
  return options;
}

/// An answer that shows a fault is awaited for longer than a busy machine delays it.
ExecutorOptions patient() {
  auto options = quick();
  options.optional_answer_limit = 1s;
  return options;
}

/// The rules that the server breaks when these acts are executed.
std::vector<std::string> broken_by(const std::string& url, const Sequence& sequence,
                                   const ExecutorOptions& options = quick()) {
  CurlTransport transport;
  Executor executor(transport, Target::parse(url).value(), options, "test");
  const auto execution = executor.execute(sequence);
  EXPECT_FALSE(execution.unready);
  std::vector<std::string> broken;
  for (const auto& act_result : execution.act_results) {
    for (const auto& violation : act_result.violations) broken.push_back(violation.rule);
  }
  return broken;
}

bool no_fault(Peer&, const std::string&, TinyServer::Streams&) {
  return false;
}

/// Whether a head was sent by the act and not by the ordinary client.
bool is_raw(const std::string& head) {
  return head.find("User-Agent") == std::string::npos;
}

struct Wrong {
  const char* name;
  const char* rule;
  Act act;
  TinyServer::Fault fault;
};

const Act two_targets = act_of(with(Field::line, line("$M $P $P HTTP/1.1")));
const Act two_reads = act_of(with(Field::front, Front::good_read), with(Field::line, line("$M")));
const Act cut_append = act_of(with(Field::method, post), with(Field::body, BodyKind::text),
                              with(Field::framing, framing("Content-Length: 1$N\r\n")),
                              with(Field::ending, Ending::end));

const Wrong all_wrong[] = {
    {"CrashesOnALine", "malformed.refused-cleanly", two_targets,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::answer(500));
       return true;
     }},
    {"CrashesOnAMethod", "malformed.no-server-error", act_of(with(Field::method, 5)),
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!head.starts_with("OPTIONS")) return false;
       peer.write(TinyServer::answer(500));
       return true;
     }},
    {"SpeaksPlainText", "malformed.speaks-http", two_targets,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write("what is this?\r\n\r\n");
       return true;
     }},
    {"SaysNothing", "malformed.never-hangs", two_targets,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       return is_raw(head) && peer.closed_by_client();
     }},
    {"RefusesTheWrongOne", "malformed.answers-in-order", two_reads,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::answer(400));
       return true;
     }},
    {"ExecutesABody", "malformed.body-is-no-request", append_of(BodyKind::removal),
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       const auto inner = peer.read_head();
       peer.write(TinyServer::answer(400));
       TinyServer::execute(streams, inner, "");
       return true;
     }},
    {"ExecutesWhatFollowsAWrongLength", "malformed.body-is-no-request",
     append_of(BodyKind::removal, framing("Content-Length: +$N\r\n")),
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       TinyServer::execute(streams, peer.read_head(), "");
       peer.write(TinyServer::answer(400));
       return true;
     }},
    {"RefusesAndDoes", "malformed.refused-no-effect", append_of(BodyKind::text),
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       TinyServer::execute(streams, head, peer.read_bytes(5).value_or(""));
       peer.write(TinyServer::answer(400));
       return true;
     }},
    {"AcknowledgesHalf", "malformed.cut-append", cut_append,
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::execute(streams, head, peer.read_to_end()));
       return true;
     }},
    {"StoresMoreThanTheBeginning", "malformed.cut-append", cut_append,
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       TinyServer::execute(streams, head, peer.read_to_end() + std::string(10, '\0'));
       return true;
     }},
    {"StoresTheFraming", "malformed.body-framed", append_of(BodyKind::text, by_chunks),
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::execute(streams, head, peer.read_bytes(10).value_or("")));
       return true;
     }},
    {"StopsServing", "malformed.others-served", two_targets,
     [broken = false](Peer& peer, const std::string& head, TinyServer::Streams&) mutable {
       broken = broken || head.find(" /s/test-1-own-1 /s") != std::string::npos;
       if (!broken || !head.starts_with("POST")) return false;
       peer.write(TinyServer::answer(503));
       return true;
     }},
    {"ForgetsWhatOthersWrote", "malformed.others-served", two_targets,
     [](Peer&, const std::string& head, TinyServer::Streams& streams) {
       if (is_raw(head)) streams["/s/test-1-witness"].clear();
       return false;
     }},
};

class WrongServers : public testing::TestWithParam<Wrong> {};

TEST_P(WrongServers, AreFound) {
  const TinyServer wrong(GetParam().fault);
  EXPECT_THAT(broken_by(wrong.url(), {GetParam().act}, patient()), ElementsAre(GetParam().rule));
}

TEST_P(WrongServers, ButACorrectServerIsNot) {
  const TinyServer correct(no_fault);
  EXPECT_THAT(broken_by(correct.url(), {GetParam().act}), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Faults, WrongServers, testing::ValuesIn(all_wrong),
                         [](const auto& instance) { return std::string(instance.param.name); });

struct Allowed {
  const char* name;
  Act act;
  TinyServer::Fault fault;
};

const Allowed all_allowed[] = {
    {"ToCloseWithoutAWord", two_targets,
     [](Peer&, const std::string& head, TinyServer::Streams&) { return is_raw(head); }},
    {"ToServeWhatIsOdd", two_targets,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::answer(200, "as you like"));
       return true;
     }},
    {"ToSayThatAMethodIsUnknown", act_of(with(Field::method, 9)),
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::answer(501));
       return true;
     }},
    {"ToWaitForTheRestOfABody",
     act_of(with(Field::method, post), with(Field::framing, framing("Content-Length: 1$N\r\n"))),
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       return is_raw(head) && peer.closed_by_client();
     }},
    {"ToStoreWhileItComes", cut_append,
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       TinyServer::execute(streams, head, peer.read_to_end());
       return true;
     }},
    {"ToExecuteWhatIsARequest",
     act_of(with(Field::body, BodyKind::removal), with(Field::behind, Behind::good_read)),
     [](Peer& peer, const std::string& head, TinyServer::Streams& streams) {
       if (!is_raw(head)) return false;
       peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkept");
       peer.write(TinyServer::execute(streams, peer.read_head(), ""));
       return true;
     }},
    {"ToTurnAClientAway", two_reads,
     [](Peer& peer, const std::string& head, TinyServer::Streams&) {
       if (!is_raw(head)) return false;
       peer.write(TinyServer::answer(429));
       return true;
     }},
};

class AllowedServers : public testing::TestWithParam<Allowed> {};

TEST_P(AllowedServers, Pass) {
  const TinyServer server(GetParam().fault);
  EXPECT_THAT(broken_by(server.url(), {GetParam().act}), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(It, AllowedServers, testing::ValuesIn(all_allowed),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(Executor, TheReferenceServerBreaksNoRule) {
  const server::BackgroundServer server;
  Sequence sequence;
  for (const auto& act : every_choice()) {
    // Slow clients and cut requests take long, and other tests cover them.
    if (act[Field::delivery] == 0 && act[Field::cut] == 0) sequence.push_back(act);
  }
  EXPECT_THAT(broken_by(server.url(), sequence), IsEmpty());
}

TEST(Executor, JudgesNothingOnAServerThatServesNobody) {
  const TinyServer server([](Peer& peer, const std::string&, TinyServer::Streams&) {
    peer.write(TinyServer::answer(500));
    return true;
  });
  CurlTransport transport;
  Executor executor(transport, Target::parse(server.url()).value(), quick(), "test");
  const auto execution = executor.execute({two_targets});
  EXPECT_TRUE(execution.unready);
  EXPECT_THAT(execution.act_results, IsEmpty());
}

// ---- findings -----------------------------------------------------------------------------------

/// The finding of that fault, reduced from a longer sequence.
Finding finding_of(const Wrong& wrong) {
  const TinyServer server(wrong.fault);
  CurlTransport transport;
  Executor executor(transport, Target::parse(server.url()).value(), quick(), "test");
  auto longer = wrong.act;
  longer.set(Field::size, 5);
  longer.set(Field::place, 1);
  Finding finding;
  const Sequence sequence{Act{}, longer};
  finding.reduction = reduce(executor, sequence, executor.execute(sequence), wrong.rule, {});
  for (const auto& record : executor.records()) {
    if (record.info.id == wrong.rule) finding.rule = record.info;
  }
  finding.id = "found-1.wrong";
  return finding;
}

/// The verdict of the scenario, written and loaded again, on a server with that fault.
Verdict replayed(const Finding& finding, const TinyServer::Fault& fault) {
  Suite suite;
  suite.id = "found-1";
  suite.title = "Found";
  suite.scenarios = {scenario_of(finding)};
  auto folders = embedded_suites();
  for (auto& folder : folders) {
    std::erase_if(folder.files,
                  [](const SuiteFile& file) { return file.path != "requirements.toml"; });
  }
  folders.push_back({"found", {{"found.toml", to_toml(suite, "")}}});
  const auto catalogue = load(folders);
  if (!catalogue) {
    ADD_FAILURE() << to_string(catalogue.error().front()) << "\n" << to_toml(suite, "");
    return Verdict::error;
  }
  const TinyServer server(fault);
  CurlTransport transport;
  Verdict verdict = Verdict::error;
  RunOptions options;
  options.run_id = "replay";
  options.time_limit = 200ms;
  Engine engine(transport, Target::parse(server.url()).value(), options, [&](const Event& event) {
    if (const auto* reached = std::get_if<ResultReached>(&event)) verdict = reached->result.verdict;
  });
  Selected selected;
  for (const auto& one : catalogue->suites) {
    for (const auto& scenario : one.scenarios) selected.scenarios.push_back(&scenario);
  }
  EXPECT_TRUE(engine.run(selected));
  return verdict;
}

TEST(Reducer, LeavesWhatIsNeeded) {
  const auto finding = finding_of(all_wrong[0]);
  EXPECT_TRUE(finding.reduction.stable());
  EXPECT_THAT(finding.reduction.sequence, ElementsAre(two_targets));
}

class Findings : public testing::TestWithParam<Wrong> {};

TEST_P(Findings, AreReplayedAsScenarios) {
  const auto finding = finding_of(GetParam());
  EXPECT_TRUE(finding.reduction.stable());
  EXPECT_EQ(replayed(finding, GetParam().fault), Verdict::fail);
  EXPECT_NE(replayed(finding, no_fault), Verdict::fail);
}

/// The last two faults know the streams by their names.
INSTANTIATE_TEST_SUITE_P(Of, Findings,
                         testing::ValuesIn(std::begin(all_wrong), std::end(all_wrong) - 2),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(Finding, ExplainsWhatDoesTheSameAndMore) {
  Finding finding;
  finding.reduction.sequence = {two_targets};
  auto more = two_targets;
  more.set(Field::body, 1);
  EXPECT_TRUE(same_cause(finding, {Act{}, more}));
  EXPECT_FALSE(same_cause(finding, {Act{}}));
}

TEST(Finding, IsReportedWithShellLines) {
  const auto result = result_of(finding_of(all_wrong[5]));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.requirements, ElementsAre("H/body-is-no-request"));
  EXPECT_THAT(result.evidence->curl,
              AllOf(HasSubstr(" -i -X PUT "), HasSubstr("printf 'GET /s/test-"),
                    HasSubstr("\\r\\n\\r\\nDELETE /s/test-"),
                    HasSubstr(" | curl -s --max-time 5 telnet://127.0.0.1:")));
}

}  // namespace
}  // namespace conform::malformed
