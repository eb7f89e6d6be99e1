#include "harness/monitor/monitor.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "fixtures/defects/defect.hpp"
#include "fixtures/server/background_server.hpp"
#include "harness/http/url.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/scripted_client.hpp"
#include "harness/transport/scripted_server.hpp"

namespace conform::monitor {
namespace {

using namespace std::chrono_literals;
using test::connect_to;
using test::Peer;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::StartsWith;

std::string request(std::string_view line, std::string_view more = "", std::string_view body = "") {
  return fmt::format("{} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n{}", line, body.size(),
                     more, body);
}

std::string origin_of(const std::string& url) {
  return "http://" + http::parse_url(url)->authority();
}

bool reads_through(Peer& peer, std::string_view end) {
  std::string all;
  while (all.find(end) == std::string::npos) {
    const auto byte = peer.read_bytes(1);
    if (!byte) return false;
    all += *byte;
  }
  return true;
}

/// A monitor in front of a server, with what it tells while it works.
class Watched {
 public:
  explicit Watched(const std::string& server, bool one_client = false)
      : monitor_(ServedPath::parse(origin_of(server) + "/v1/stream").value(), options(one_client)) {
  }

  [[nodiscard]] std::string url() const { return monitor_.url(); }
  [[nodiscard]] Peer client() const { return connect_to(url()); }
  /// Ends everything.
  void stop() { monitor_.stop(); }

  /// The rules that were violated, after it was stopped.
  std::set<std::string> violated() {
    std::set<std::string> rules;
    for (const auto& result : monitor_.results()) {
      if (is_violation(result.verdict) || result.verdict == Verdict::warn) rules.insert(result.id);
    }
    return rules;
  }

  std::vector<Exchange> journal() {
    const std::lock_guard lock(mutex_);
    return journal_;
  }
  std::vector<std::string> troubles() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  [[nodiscard]] Monitor& monitor() { return monitor_; }

 private:
  MonitorOptions options(bool one_client) {
    MonitorOptions options;
    options.judging.one_client = one_client;
    options.judging.journal = [this](const Exchange& exchange, std::size_t /*unkept*/) {
      const std::lock_guard lock(mutex_);
      journal_.push_back(exchange);
    };
    options.judging.on_trouble = [this](const std::string& text) {
      const std::lock_guard lock(mutex_);
      troubles_.push_back(text);
    };
    return options;
  }

  std::mutex mutex_;
  std::vector<Exchange> journal_;
  std::vector<std::string> troubles_;
  Monitor monitor_;
};

TEST(Monitor, BytesPassUnchangedAndAreJournaled) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n";
  std::promise<std::string> received;
  test::ScriptedServer server([&](Peer& peer) {
    received.set_value(peer.read_request());
    peer.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer);
    peer.read_to_end();
  });
  Watched watched(server.url());
  const auto sent = request("POST /v1/stream/a", "Authorization: Bearer secret\r\n", "data");
  {
    auto client = watched.client();
    client.write(sent);
    EXPECT_THAT(client.read_head(), StartsWith("HTTP/1.1 103 Early Hints"));
    EXPECT_EQ(client.read_bytes(answer.size()), answer);
  }
  EXPECT_EQ(received.get_future().get(), sent);
  watched.stop();
  const auto journal = watched.journal();
  ASSERT_EQ(journal.size(), 1U);
  EXPECT_EQ(journal[0].request.target, origin_of(server.url()) + "/v1/stream/a");
  EXPECT_EQ(journal[0].request.body, "data");
  EXPECT_EQ(journal[0].response.status, 200);
  EXPECT_EQ(journal[0].response.body, "abc");
  EXPECT_EQ(journal[0].outcome, Outcome::complete);
}

TEST(Monitor, EventsPassAsTheyArrive) {
  std::promise<void> seen;
  test::ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n");
    seen.get_future().wait();
    peer.write("data: two\n\n");
  });
  Watched watched(server.url());
  auto client = watched.client();
  client.write(request("GET /v1/stream/a?live=sse&offset=-1"));
  client.read_head();
  EXPECT_EQ(client.read_bytes(11), "data: one\n\n");
  seen.set_value();
  EXPECT_EQ(client.read_to_end(), "data: two\n\n");
}

TEST(Monitor, AnUpgradeIsATunnel) {
  test::ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    peer.write(peer.read_bytes(4).value_or("none"));
    peer.read_to_end();
  });
  Watched watched(server.url());
  {
    auto client = watched.client();
    client.write(request("GET /v1/stream/a", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
    EXPECT_THAT(client.read_head(), StartsWith("HTTP/1.1 101 "));
    client.write("\x81\x02hi");
    EXPECT_EQ(client.read_bytes(4), "\x81\x02hi");
  }
  watched.stop();
  EXPECT_THAT(watched.troubles(), ElementsAre(HasSubstr("changed to websocket")));
  EXPECT_THAT(watched.violated(), IsEmpty());
}

TEST(Monitor, CompressedEventsAreNotTakenForEvents) {
  test::ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
        "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: cross-origin\r\n"
        "Cache-Control: no-store\r\nContent-Length: 12\r\n\r\nevent: odd\n\n");
    peer.read_to_end();
  });
  Watched watched(server.url());
  {
    auto client = watched.client();
    client.write(request("GET /v1/stream/a?live=sse&offset=-1"));
    client.read_head();
    EXPECT_EQ(client.read_bytes(12), "event: odd\n\n");
  }
  watched.stop();
  EXPECT_THAT(watched.journal().at(0).events, IsEmpty());
  EXPECT_THAT(watched.violated(), testing::Not(Contains(StartsWith("judge.sse"))));
  EXPECT_THAT(watched.monitor().notes(), Contains(HasSubstr("compressed")));
}

/// Whatever it did, it was not seen.
TEST(Monitor, BytesThatAreNoRequestMakeTheStreamsTheyNameUncertain) {
  const server::BackgroundServer server;
  Watched watched(server.url());
  auto client = watched.client();
  client.write(request("PUT /v1/stream/named", "Content-Type: text/plain\r\n"));
  client.read_head();
  {
    auto odd = watched.client();
    odd.write("POST /v1/stream/named HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n");
    odd.read_to_end();
  }
  client.write(request("HEAD /v1/stream/named"));
  EXPECT_THAT(client.read_head(), StartsWith("HTTP/1.1 200"));
  watched.stop();
  EXPECT_THAT(watched.violated(), IsEmpty());
}

TEST(Monitor, AServerThatIsNotThereIsSaidOnce) {
  std::string url;
  {
    test::ScriptedServer server([](Peer& /*peer*/) {});
    url = server.url();
  }
  Watched watched(url);
  for (int i = 0; i < 2; ++i) {
    auto client = watched.client();
    client.write(request("GET /v1/stream/a"));
    EXPECT_EQ(client.read_to_end(), "");
  }
  watched.stop();
  EXPECT_THAT(watched.troubles(), ElementsAre(HasSubstr("cannot reach the server")));
  EXPECT_THAT(watched.monitor().notes(), Contains(HasSubstr("2 connections were reset")));
  EXPECT_THAT(watched.violated(), IsEmpty());
}

/// What it wrote may be there or not.
TEST(Monitor, AClientThatLeavesMakesItsWriteUncertain) {
  const server::BackgroundServer server;
  Watched watched(server.url());
  auto client = watched.client();
  client.write(request("PUT /v1/stream/a", "Content-Type: text/plain\r\n"));
  client.read_head();
  {
    auto leaving = watched.client();
    leaving.write(request("POST /v1/stream/a", "Content-Type: text/plain\r\n", "perhaps"));
  }
  for (int i = 0; i < 3; ++i) {
    client.write(request("GET /v1/stream/a?offset=-1"));
    // After the body of the answer before.
    EXPECT_THAT(client.read_head(), HasSubstr("HTTP/1.1 200"));
  }
  watched.stop();
  EXPECT_THAT(watched.violated(), IsEmpty());
}

TEST(Monitor, TwoClientsOfAStreamAreJudgedTogether) {
  const server::BackgroundServer server;
  Watched watched(server.url());
  auto one = watched.client();
  auto other = watched.client();
  one.write(request("PUT /v1/stream/a", "Content-Type: text/plain\r\n"));
  one.read_head();
  for (int i = 0; i < 20; ++i) {
    one.write(request("POST /v1/stream/a", "Content-Type: text/plain\r\n", "from one "));
    other.write(request("POST /v1/stream/a", "Content-Type: text/plain\r\n", "from the other "));
    EXPECT_THAT(one.read_head(), StartsWith("HTTP/1.1 204"));
    EXPECT_THAT(other.read_head(), StartsWith("HTTP/1.1 204"));
  }
  for (auto* reader : {&one, &other}) {
    reader->write(request("GET /v1/stream/a?offset=-1", "Connection: close\r\n"));
    const auto answer = reader->read_to_end();
    EXPECT_THAT(answer, AllOf(HasSubstr("from one "), HasSubstr("from the other ")));
  }
  watched.stop();
  EXPECT_THAT(watched.violated(), IsEmpty());
  EXPECT_EQ(watched.journal().size(), 43U);
}

TEST(Monitor, AServerThatDiesInTheMiddleOfAResponseEndsIt) {
  test::ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    peer.reset_on_close();
  });
  Watched watched(server.url());
  {
    auto client = watched.client();
    client.write(request("GET /v1/stream/a?offset=-1"));
    client.read_head();
    EXPECT_EQ(client.read_bytes(100), std::nullopt);
  }
  watched.stop();
  ASSERT_EQ(watched.journal().size(), 1U);
  EXPECT_EQ(watched.journal()[0].outcome, Outcome::cut_short);
}

TEST(Monitor, ManyReadersWait) {
  constexpr int readers = 500;
  const server::BackgroundServer server;
  Watched watched(server.url());
  auto writer = watched.client();
  writer.write(request("PUT /v1/stream/a", "Content-Type: text/plain\r\n"));
  writer.read_head();
  std::vector<Peer> waiting;
  for (int i = 0; i < readers; ++i) {
    waiting.push_back(watched.client());
    waiting.back().write(request("GET /v1/stream/a?live=sse&offset=-1"));
    EXPECT_THAT(waiting.back().read_head(), StartsWith("HTTP/1.1 200"));
  }
  writer.write(request("POST /v1/stream/a", "Content-Type: text/plain\r\n", "for all"));
  writer.read_head();
  for (auto& reader : waiting) EXPECT_TRUE(reads_through(reader, "for all"));
  waiting.clear();
  watched.stop();
  EXPECT_THAT(watched.violated(), IsEmpty());
}

// ---- a run of the suites, judged by the run and by the monitor ----------------------------------

struct Judgements {
  std::set<std::string> of_run;
  std::set<std::string> of_monitor;
};

Judgements judged(const std::string& defect) {
  auto rules = repeatable_rules();
  for (const auto& one : defects::catalogue()) {
    if (one.id == defect) one.patch(rules);
  }
  const server::BackgroundServer server(rules);
  Watched watched(server.url());
  const auto catalogue = load(embedded_suites()).value();
  Selection selection;
  selection.suites = {"append", "read", "judge"};
  CurlTransport transport;
  Judgements judgements;
  RunOptions options;
  options.run_id = "test";
  Engine engine(transport, Target::parse(watched.url()).value(), options, [&](const Event& event) {
    const auto* reached = std::get_if<ResultReached>(&event);
    if (reached == nullptr || reached->result.suite != "judge") return;
    const auto verdict = reached->result.verdict;
    if (is_violation(verdict) || verdict == Verdict::warn) {
      judgements.of_run.insert(reached->result.id);
    }
  });
  EXPECT_TRUE(engine.run(select(catalogue, rule_infos(), selection).value()));
  watched.stop();
  for (const auto& rule : watched.violated()) {
    if (rule.starts_with("judge.")) judgements.of_monitor.insert(rule);
  }
  return judgements;
}

TEST(Monitor, JudgesTheRightServerAsARunDoes) {
  const auto judgements = judged("");
  EXPECT_THAT(judgements.of_run, IsEmpty());
  EXPECT_THAT(judgements.of_monitor, IsEmpty());
}

TEST(Monitor, JudgesABrokenServerAsARunDoes) {
  const auto judgements = judged("append.every-3rd-lost");
  EXPECT_THAT(judgements.of_run, testing::Not(IsEmpty()));
  // The monitor may also have read the end of an event stream that the run had left.
  EXPECT_THAT(judgements.of_monitor, IsSupersetOf(judgements.of_run));
}

}  // namespace
}  // namespace conform::monitor
