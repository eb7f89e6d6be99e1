#include "harness/run/recording.hpp"

#include <gtest/gtest.h>

#include "harness/run/small_server_test.hpp"

namespace conform {
namespace {

const std::string body_sent(1000, 'x');

/// What a recording gets, and the transmission without the body.
struct Sent {
  Exchange exchange;
  Transmission transmission;
};

Sent sent_at(Instant now) {
  Sent sent;
  sent.transmission.request = {"PUT", "http://small/a", {{"Content-Type", "text/plain"}}, {}};
  sent.exchange.request = sent.transmission.request;
  sent.exchange.request.body = body_sent;
  sent.exchange.sent = now;
  return sent;
}

TEST(Recording, HoldsABodyOnceWhileItIsSent) {
  test::SmallTransport transport;
  auto sent = sent_at(transport.now());
  Recording recording(transport, sent.exchange);
  recording.start(std::move(sent.transmission), {});
  EXPECT_EQ(recording.exchange().request.body, "");
  while (!recording.ended() && transport.run_once()) {
  }
  ASSERT_EQ(transport.requests().size(), 1U);
  EXPECT_EQ(transport.requests().front().body, body_sent);
  EXPECT_EQ(recording.exchange().response.status, 201);
  EXPECT_EQ(recording.exchange().request.body, body_sent);
}

TEST(Recording, HasTheBodyAgainWhenItIsAbandoned) {
  test::SmallTransport transport;
  auto sent = sent_at(transport.now());
  Recording recording(transport, sent.exchange);
  recording.start(std::move(sent.transmission), {});
  recording.hang_up();
  EXPECT_EQ(recording.exchange().outcome, Outcome::closed_by_us);
  EXPECT_EQ(recording.exchange().request.body, body_sent);
}

}  // namespace
}  // namespace conform
