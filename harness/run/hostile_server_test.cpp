// Misbehaving servers on real sockets: each gets a clear result, and none hangs the run.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "harness/run/engine.hpp"
#include "harness/scenario/one_suite_test.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/scripted_server.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view suite = R"(
[suite]
id      = "t"
title   = "T"
section = "5.8"
[[scenario]]
id     = "t.events"
title  = "Data comes as events"
proves = ["5.8/events"]
needs_not = ["read", "sse"]
  [[scenario.step]]
  send = "PUT {s}"
  type = "text/plain"
  body = "hello"
  [[scenario.step]]
  open = "GET {s}?offset=-1&live=sse"
  as   = "reader"
  [[scenario.step]]
  await  = "reader"
  within = "1s"
  expect = { events = [ { event = "data", data = "hello" }, { event = "control", json_includes = { upToDate = true } } ] }
)";

constexpr std::string_view events_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

/// What a server answers that creates and deletes streams, and has none.
std::string plain_answer(std::string_view request) {
  const auto* const status = request.starts_with("PUT")      ? "201 Created"
                             : request.starts_with("DELETE") ? "204 No Content"
                                                             : "404 Not Found";
  return fmt::format(
      "HTTP/1.1 {}\r\nStream-Next-Offset: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      status);
}

/// A server that creates and deletes streams, and runs the script for an event stream.
test::ScriptedServer::Script with_events(std::function<void(test::Peer&)> script) {
  return [script = std::move(script)](test::Peer& peer) {
    const auto request = peer.read_request();
    if (request.find("t.events") == std::string::npos ||
        request.find("live=sse") == std::string::npos) {
      peer.write(plain_answer(request));
      return;
    }
    peer.write(events_head);
    script(peer);
  };
}

Result judged(test::ScriptedServer::Script script, std::size_t memory = limits::memory_bytes,
              std::string_view steps = suite) {
  const auto catalogue = test::catalogue_of(test::requirement("5.8/events"), steps);
  const test::ScriptedServer server(std::move(script));
  CurlTransport transport(CurlOptions{});
  RunOptions options;
  options.run_id = "test";
  options.time_limit = 3s;
  options.memory_bytes = memory;
  Result result;
  Engine engine(transport, Target::parse(server.url()).value(), options, [&](const Event& event) {
    if (const auto* one = std::get_if<ResultReached>(&event)) result = one->result;
  });
  const auto finished = engine.run(select(catalogue, {}, {}).value());
  if (!finished) throw std::runtime_error(finished.error());
  return result;
}

TEST(HostileServer, MaySendOneByteAtATime) {
  const auto result = judged(with_events([](test::Peer& peer) {
    for (const char byte : std::string_view("event: data\ndata: hello\n\n"
                                            "event: control\ndata: {\"upToDate\":true}\n\n")) {
      if (!peer.write({&byte, 1})) return;
      std::this_thread::yield();
    }
    peer.closed_by_client();
  }));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(HostileServer, IsToldThatHalfAnEventIsNone) {
  const auto result =
      judged(with_events([](test::Peer& peer) { peer.write("event: data\ndata: hello\n"); }));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("no event"));
  ASSERT_TRUE(result.evidence);
  EXPECT_TRUE(result.evidence->exchanges.back().has_partial_event);
}

constexpr std::string_view resumed = R"(
[suite]
id      = "t"
title   = "T"
section = "5.8"
[[scenario]]
id     = "t.events"
title  = "Data comes as events, also over two connections"
proves = ["5.8/events"]
needs_not = ["read", "sse"]
step   = [
  { open = "GET {s}?offset=-1&live=sse", until = { event = "control" }, as = "reader" },
  { await = "reader", may_be_cut = true, within = "1s", expect = { event_data = "hello world" } },
]
)";

TEST(SlowReader, MayBeCutWithinAChunk) {
  const auto result = judged(
      [](test::Peer& peer) {
        const auto request = peer.read_request();
        const bool is_read = request.starts_with("GET") && request.find("t.events") != request.npos;
        if (!is_read) {
          peer.write(plain_answer(request));
        } else if (request.find("live=sse") == request.npos) {
          peer.write(
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nStream-Next-Offset: 2\r\n"
              "Stream-Up-To-Date: true\r\nContent-Length: 6\r\nConnection: close\r\n\r\n world");
        } else {
          peer.write(
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
              "Transfer-Encoding: chunked\r\n\r\n"
              "48\r\nevent: data\ndata: hello\n\n"
              "event: control\ndata: {\"streamNextOffset\":\"1\"}\n\n\r\n"
              "ff\r\nevent: data\ndata: wor");
        }
      },
      limits::memory_bytes, resumed);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.message;
}

TEST(HostileServer, CannotSendEventsForEver) {
  const auto result = judged(with_events([](test::Peer& peer) {
    while (peer.write("event: other\ndata: x\n\n")) {
    }
  }));
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("stopped reading after"));
  ASSERT_TRUE(result.evidence);
  EXPECT_EQ(result.evidence->exchanges.back().outcome, Outcome::too_large);
}

TEST(HostileServer, CannotSendAFieldOfAHundredMegabytes) {
  const auto result = judged(with_events([](test::Peer& peer) {
    peer.write("event: data\ndata: ");
    const std::string piece(std::size_t{1} << 20U, 'x');
    for (int i = 0; i < 100 && peer.write(piece); ++i) {
    }
  }));
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("stopped reading after"));
  ASSERT_TRUE(result.evidence);
  EXPECT_EQ(result.evidence->exchanges.back().outcome, Outcome::too_large);
}

TEST(HostileServer, IsToldThatSilenceIsNoAnswer) {
  const auto result = judged(with_events([](test::Peer& peer) { peer.closed_by_client(); }));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("no event"));
}

TEST(HostileServer, IsNotBlamedForWhatOurMemoryDoesNotHold) {
  const auto result = judged(with_events([](test::Peer& peer) {
                               peer.write("event: data\ndata: ");
                               const std::string piece(std::size_t{1} << 16U, 'x');
                               for (int i = 0; i < 50 && peer.write(piece); ++i) {
                               }
                             }),
                             std::size_t{4} << 20U);
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("--memory"));
}

/// What a run comes to that is interrupted from within this script, while the target is probed.
Expected<RunFinished, std::string> interrupted_in_probe(test::ScriptedServer::Script script) {
  const auto catalogue = test::catalogue_of(test::requirement("5.8/events"), suite);
  const test::ScriptedServer server(std::move(script));
  CurlTransport transport(CurlOptions{});
  RunOptions options;
  options.run_id = "test";
  options.time_limit = 1h;
  Engine engine(transport, Target::parse(server.url()).value(), options,
                [](const Event&) { ADD_FAILURE() << "nothing is known of the server"; });
  transport.on_interrupt([&] { engine.interrupt("interrupted"); });
  return engine.run(select(catalogue, {}, {}).value());
}

TEST(HostileServer, MayBeInterruptedWhileItIsSilent) {
  const auto end = interrupted_in_probe([](test::Peer& peer) {
    peer.read_request();
    ::kill(::getpid(), SIGINT);
    peer.closed_by_client();
  });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error(), "interrupted before the first test");
}

TEST(HostileServer, MayBeInterruptedWhileItSendsForEver) {
  // A second signal would end the process at once.
  const auto end = interrupted_in_probe([first = true](test::Peer& peer) mutable {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    if (std::exchange(first, false)) ::kill(::getpid(), SIGINT);
    while (peer.write("1;" + std::string(1000, 'x') + "\r\nx\r\n")) {
    }
  });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error(), "interrupted before the first test");
}

}  // namespace
}  // namespace conform
