#include "harness/transport/sim_transport.hpp"

#include <gmock/gmock.h>

#include "harness/transport/seen.hpp"

namespace conform {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::fetch;
using test::request;
using test::Seen;
using testing::HasSubstr;

constexpr Instant start{seconds(1'700'000'000)};

class SimTransportTest : public testing::Test {
 protected:
  void create(http::Headers headers = {}) {
    headers.add("Content-Type", "text/plain");
    EXPECT_EQ(fetch(transport, request("PUT", url, headers)).status, 201);
  }
  Seen append(std::string body) {
    return fetch(transport,
                 request("POST", url, {{"Content-Type", "text/plain"}}, std::move(body)));
  }

  SimTransport transport{server::Core(), start};
  const std::string url = "http://sim.server/stream";
};

TEST_F(SimTransportTest, AnswersAfterTheTimeOfTravel) {
  create();
  EXPECT_EQ(transport.now(), start + 2 * SimTransport::latency);
  EXPECT_EQ(append("hello").status, 204);
  const auto seen = fetch(transport, request("GET", url + "?offset=-1"));
  EXPECT_EQ(seen.outcome, Outcome::complete);
  EXPECT_EQ(seen.heads, 1);
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.body, "hello");
  EXPECT_EQ(seen.http_version, "");
  EXPECT_EQ(transport.now(), start + 6 * SimTransport::latency);
  EXPECT_FALSE(transport.run_once());
}

TEST_F(SimTransportTest, HandsOnTheEventsOfALiveReadAsTheyCome) {
  create();
  Seen reader;
  auto live = request("GET", url + "?offset=-1&live=sse");
  live.time_limit = hours(1);
  const auto id = transport.send(live, reader.handler());
  while (reader.status == 0 && transport.run_once()) {
  }
  EXPECT_EQ(append("hello").status, 204);
  while (reader.body.find("hello") == std::string::npos && transport.run_once()) {
  }
  EXPECT_THAT(reader.body, HasSubstr("data:hello"));
  EXPECT_FALSE(reader.done);
  transport.cancel(id);
  const auto seen = reader.body;
  EXPECT_EQ(append("more").status, 204);
  while (transport.run_once()) {
  }
  EXPECT_EQ(reader.body, seen);
  EXPECT_FALSE(reader.done);
}

TEST_F(SimTransportTest, WhatIsHeldBackMakesARequestOnlyWhenItIsSent) {
  create();
  Seen writer;
  auto held = request("POST", url, {{"Content-Type", "text/plain"}}, "second");
  held.holds = {3};
  const auto id = transport.send(held, writer.handler());
  EXPECT_EQ(append("first ").status, 204);
  EXPECT_EQ(fetch(transport, request("GET", url + "?offset=-1")).body, "first ");
  transport.resume(id);
  while (!writer.done && transport.run_once()) {
  }
  EXPECT_EQ(writer.status, 204);
  EXPECT_EQ(fetch(transport, request("GET", url + "?offset=-1")).body, "first second");
}

TEST_F(SimTransportTest, WhatIsBrokenOffChangesNothing) {
  create();
  Seen writer;
  auto held = request("POST", url, {{"Content-Type", "text/plain"}}, "never");
  held.holds = {4};
  const auto id = transport.send(held, writer.handler());
  EXPECT_EQ(append("first").status, 204);
  transport.cancel(id);
  EXPECT_EQ(fetch(transport, request("GET", url + "?offset=-1")).body, "first");
  EXPECT_FALSE(writer.done);
}

TEST_F(SimTransportTest, APausedEventStreamGoesOnWhereItStopped) {
  create();
  Seen reader;
  const auto id = transport.send(request("GET", url + "?offset=-1&live=sse"), reader.handler());
  while (reader.status == 0 && transport.run_once()) {
  }
  transport.pause(id);
  transport.run_once();
  EXPECT_EQ(append("meanwhile").status, 204);
  EXPECT_THAT(reader.body, testing::Not(HasSubstr("meanwhile")));
  transport.resume(id);
  while (reader.body.find("meanwhile") == std::string::npos && transport.run_once()) {
  }
  EXPECT_THAT(reader.body, HasSubstr("data:meanwhile"));
  transport.cancel(id);
}

TEST_F(SimTransportTest, EndsAtTheTimeLimit) {
  create();
  auto live = request("GET", url + "?offset=now&live=long-poll");
  live.time_limit = std::chrono::milliseconds(10);
  const auto before = transport.now();
  const auto seen = fetch(transport, live);
  EXPECT_EQ(seen.outcome, Outcome::timed_out);
  EXPECT_EQ(seen.problem, "no response in 10 ms");
  EXPECT_EQ(transport.now(), before + live.time_limit);
}

TEST_F(SimTransportTest, LetsHoursPassAtOnce) {
  create({{"Stream-TTL", "3600"}});
  bool late = false;
  transport.at(transport.now() + hours(2), [&] { late = true; });
  while (!late && transport.run_once()) {
  }
  EXPECT_GE(transport.now(), start + hours(2));
  EXPECT_THAT(fetch(transport, request("GET", url)).status, testing::AnyOf(404, 410));
}

TEST_F(SimTransportTest, RunsTimersInTheirOrder) {
  std::vector<int> order;
  transport.at(start + seconds(2), [&] { order.push_back(2); });
  transport.at(start + seconds(1), [&] {
    order.push_back(1);
    transport.at(start, [&] { EXPECT_EQ(transport.now(), start + seconds(1)); });
  });
  transport.cancel_timer(transport.at(start + seconds(1), [&] { order.push_back(9); }));
  while (transport.run_once()) {
  }
  EXPECT_THAT(order, testing::ElementsAre(1, 2));
  EXPECT_EQ(transport.now(), start + seconds(2));
}

TEST_F(SimTransportTest, ReachesItsOwnReceiver) {
  std::vector<http::Request> requests;
  const auto hook = transport.listen([&](const IncomingRequest& incoming) {
    requests.push_back(incoming.request);
    transport.at(transport.now() + seconds(1), [incoming] {
      incoming.answer({202, {{"X-A", "b"}}, "thanks"});
      incoming.answer({500, {}, "a second answer goes nowhere"});
    });
  });
  ASSERT_TRUE(hook);
  EXPECT_FALSE(transport.run_once());
  const auto seen = fetch(transport, request("POST", *hook + "/hook?n=1", {}, "event"));
  EXPECT_EQ(seen.status, 202);
  EXPECT_EQ(seen.header("X-A"), "b");
  EXPECT_EQ(seen.body, "thanks");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].target, "/hook?n=1");
  EXPECT_EQ(requests[0].body, "event");
  const auto nobody = hook->substr(0, hook->rfind('/')) + "/7/hook";
  EXPECT_EQ(fetch(transport, request("POST", nobody)).status, 404);
}

class SimWebhookTest : public SimTransportTest {
 protected:
  /// Creates a subscription to the stream whose webhook is this receiver.
  void subscribe(const std::string& hook) {
    const auto body =
        R"({"type":"webhook","streams":["stream"],"webhook":{"url":")" + hook + R"("}})";
    const auto seen =
        fetch(transport, request("PUT", "http://sim.server/__ds/subscriptions/sub", {}, body));
    EXPECT_EQ(seen.status, 201) << seen.body;
  }
  /// Lets the server's timers run for that long.
  void pass(Duration time) {
    bool over = false;
    transport.at(transport.now() + time, [&] { over = true; });
    while (!over && transport.run_once()) {
    }
  }
  std::string status() {
    return fetch(transport, request("GET", "http://sim.server/__ds/subscriptions/sub")).body;
  }
};

TEST_F(SimWebhookTest, DeliversAndTakesTheAnswerBack) {
  std::vector<std::string> bodies;
  const auto hook = transport.listen([&](const IncomingRequest& incoming) {
    EXPECT_EQ(incoming.request.method, "POST");
    EXPECT_EQ(incoming.request.target, "/hook");
    EXPECT_TRUE(incoming.request.headers.contains("Webhook-Signature"));
    bodies.push_back(incoming.request.body);
    incoming.answer({200, {}, R"({"done":true})"});
  });
  create();
  subscribe(*hook + "/hook");
  EXPECT_EQ(append("a").status, 204);
  pass(seconds(1));
  EXPECT_EQ(append("b").status, 204);
  pass(hours(1));
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_THAT(bodies[1], HasSubstr(R"("generation":2)"));
  EXPECT_THAT(status(), HasSubstr(R"("status":"active")"));
}

TEST_F(SimWebhookTest, AReceiverThatNeverAnswersIsAFailedDelivery) {
  int deliveries = 0;
  const auto hook = transport.listen([&](const IncomingRequest&) { ++deliveries; });
  create();
  subscribe(*hook + "/hook");
  EXPECT_EQ(append("a").status, 204);
  pass(seconds(9));
  EXPECT_EQ(deliveries, 1);
  EXPECT_THAT(status(), HasSubstr(R"("status":"active")"));
  pass(std::chrono::milliseconds(1500));
  EXPECT_THAT(status(), HasSubstr(R"("status":"failed")"));
  pass(seconds(1));
  EXPECT_EQ(deliveries, 2);
}

TEST_F(SimWebhookTest, NobodyListensElsewhere) {
  create();
  subscribe("http://localhost:1/hook");
  EXPECT_EQ(append("a").status, 204);
  pass(std::chrono::milliseconds(500));
  EXPECT_THAT(status(), HasSubstr(R"("status":"failed")"));
}

TEST_F(SimTransportTest, RefusesWhatANetworkCouldNotSend) {
  const auto bad = fetch(transport, request("GET", url, {{"A", "b\nc"}}));
  EXPECT_EQ(bad.outcome, Outcome::not_sent);
  EXPECT_EQ(bad.problem, "the value of the header A holds a control byte");
  const auto raw = test::fetch_raw(transport, {url, "GET / HTTP/1.1\r\n\r\n", seconds(1)});
  EXPECT_EQ(raw.outcome, Outcome::not_sent);
  EXPECT_EQ(raw.problem, transport.raw_unavailable().value());
}

TEST_F(SimTransportTest, MayBeCancelledFromItsOwnHandler) {
  create();
  Seen seen;
  TransmissionId id = 0;
  auto handler = seen.handler();
  handler.on_head = [&](int, const http::Headers&) { transport.cancel(id); };
  id = transport.send(request("GET", url), std::move(handler));
  while (transport.run_once()) {
  }
  EXPECT_EQ(seen.body, "");
  EXPECT_FALSE(seen.done);
}

TEST(SimTransport, RepeatsARunExactly) {
  const auto run = [] {
    SimTransport transport(server::Core(), start);
    std::string journal;
    for (int i = 0; i < 20; ++i) {
      const auto name = "http://sim.server/s" + std::to_string(i % 3);
      for (const auto* method : {"PUT", "POST", "GET"}) {
        const auto seen =
            fetch(transport, request(method, name, {{"Content-Type", "text/plain"}}, "x"));
        journal += std::to_string(seen.status) + seen.body;
        for (const auto& [field, value] : seen.headers) journal += field + value;
        journal += std::to_string(transport.now().time_since_epoch().count());
      }
    }
    return journal;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace conform
