#include "harness/durability/client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "harness/durability/server.hpp"
#include "harness/transport/scripted_server.hpp"

namespace conform::durability {
namespace {

using namespace std::chrono_literals;

/// True from the second call on.
std::function<bool()> soon() {
  return [calls = 0]() mutable { return ++calls > 1; };
}

/// Reads requests and does not answer.
test::ScriptedServer silent_server() {
  return test::ScriptedServer([](test::Peer& peer) { peer.closed_by_client(); });
}

TEST(DurabilityClient, StopsWaitingForAResponse) {
  const auto server = silent_server();
  const auto target = Target::parse(server.url()).value();
  Client client({}, target, soon());
  EXPECT_EQ(client.ask({"GET", "a"}, 1h).outcome, Outcome::closed_by_us);
}

TEST(DurabilityClient, StopsWaitingForManyResponses) {
  const auto server = silent_server();
  const auto target = Target::parse(server.url()).value();
  Client client({}, target, soon());
  const auto exchanges = client.ask_all({{"GET", "a"}, {"GET", "b"}}, 1h, [] { FAIL(); });
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges.front().outcome, Outcome::closed_by_us);
}

TEST(DurabilityClient, KeepsTheBeginningOfAResponseThatIsNoContent) {
  const test::ScriptedServer server([](test::Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
  });
  const auto target = Target::parse(server.url()).value();
  Client client({}, target, {});
  EXPECT_EQ(client.ask({"GET", "a"}).response.body.size(), 100'000U);
  const auto posted = client.ask({"POST", "a", {}, {}, std::string(10'000, 'y')});
  EXPECT_LT(posted.response.body.size(), 10'000U);
  EXPECT_EQ(posted.request.body.size(), 10'000U);
}

TEST(DurabilityClient, StopsLettingTimePass) {
  const auto target = Target::parse("http://127.0.0.1:1").value();
  Client client({}, target, soon());
  client.sleep(1h);
}

TEST(DurabilityServer, IsKilledIfThereIsNoTimeToAwaitItsEnd) {
  ServerOptions options{.command = "trap '' TERM; echo ready; while :; do sleep 1; done",
                        .url = "http://127.0.0.1:{port}"};
  bool should_stop = false;
  int polls = 0;
  options.should_stop = [&] {
    ++polls;
    return should_stop;
  };
  Server server(options);
  ASSERT_TRUE(server.start());
  while (server.last_lines().empty() && !server.ended()) std::this_thread::yield();
  server.signal(Signal::term);
  should_stop = true;
  server.await_end();
  EXPECT_GT(polls, 0);
  EXPECT_EQ(server.ended(), "signal 9 (Killed)");
}

}  // namespace
}  // namespace conform::durability
