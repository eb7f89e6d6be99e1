// The planted faults of the client, in the simulation: each is found, and the right client is not
// accused of anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "fixtures/client/faults.hpp"
#include "fixtures/client/workout.hpp"
#include "fixtures/defects/dialect.hpp"
#include "harness/monitor/traffic_judge.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform::monitor {
namespace {

using testing::Contains;
using testing::IsEmpty;

/// The requirements that a client with these choices breaks: its own, and the server's.
struct Broken {
  std::set<std::string> by_client;
  std::set<std::string> by_server;
};

client::WireObserver observer_for(TrafficJudge& judge) {
  return {
      .sent = [&](const Exchange& exchange) { judge.take(RequestBegan{exchange, 1}); },
      .answered = [&](std::uint64_t exchange, const http::Response& head,
                      Instant at) { judge.take(ResponseBegan{exchange, head, at}); },
      .reached = [&](std::uint64_t exchange,
                     const http::SseEvent& event) { judge.take(EventReached{exchange, event}); },
      .ended = [&](const Exchange& exchange) { judge.take(ExchangeEnded{exchange, false}); },
  };
}

Broken broken_with(const client::Choices& choices, bool one_reader = true,
                   const defects::Dialect& dialect = {}) {
  auto rules = repeatable_rules();
  rules.options.max_chunk_bytes = client::workout_page_bytes;
  dialect.apply(rules);
  SimTransport transport(server::Core(rules), simulated_start);
  TrafficJudge judge({.one_reader = one_reader});
  client::Wire wire(transport, observer_for(judge));
  client::Client user(wire, "http://sim/v1/stream", choices);
  client::work_out(user, wire);
  Broken broken;
  for (const auto& result : judge.finish()) {
    if (result.verdict == Verdict::pass || result.verdict == Verdict::skip) continue;
    auto& who = result.suite == "client" ? broken.by_client : broken.by_server;
    who.insert(result.requirements.front());
  }
  return broken;
}

TEST(ClientFaults, TheRightClientBreaksNothing) {
  const auto broken = broken_with({});
  EXPECT_THAT(broken.by_client, IsEmpty());
  EXPECT_THAT(broken.by_server, IsEmpty());
}

TEST(ClientFaults, TheRightClientBreaksNothingWithAnyServer) {
  constexpr std::uint64_t servers = 200;
  for (std::uint64_t seed = 1; seed <= servers; ++seed) {
    const auto dialect = defects::Dialect::random(seed);
    const auto broken = broken_with({}, true, dialect);
    EXPECT_THAT(broken.by_client, IsEmpty()) << seed << ": " << dialect.text();
  }
}

TEST(ClientFaults, EachIsFound) {
  for (const auto& fault : client::client_faults()) {
    client::Choices choices;
    fault.patch(choices);
    const auto broken = broken_with(choices);
    EXPECT_THAT(broken.by_client, Contains(std::string(fault.requirement))) << fault.id;
    EXPECT_THAT(broken.by_server, IsEmpty()) << fault.id;
  }
}

/// Without knowing that there is one client, memory of it proves nothing.
TEST(ClientFaults, OfUnknownClientsOnlyWhatOneRequestShowsIsFound) {
  client::Choices choices;
  choices.offset = client::OffsetUse::plus_one;
  choices.cursor = client::CursorUse::invented;
  choices.after_sse = client::Continuation::from_start;
  choices.ttl = "+1";
  EXPECT_THAT(broken_with(choices, false).by_client, testing::ElementsAre("5.1/ttl-syntax"));
}

}  // namespace
}  // namespace conform::monitor
