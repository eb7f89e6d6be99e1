#include "harness/run/congestion_window.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace conform {
namespace {

using namespace std::chrono_literals;

/// A server behind a congestion window: requests are sent one after another, as many under way as
/// the limit allows.
class Traffic {
 public:
  explicit Traffic(std::size_t most = 64) : window(most) {}

  /// `latency` gives the duration of a request sent as the nth of those under way.
  void answer(std::size_t requests, const std::function<Duration(std::size_t)>& latency) {
    for (std::size_t i = 0; i < requests; ++i) {
      const auto under_way = window.limit();
      window.answered({now, now + latency(under_way), under_way, true});
      now += 1ms;
    }
  }
  void answer(std::size_t requests, Duration latency) {
    answer(requests, [=](std::size_t) -> Duration { return latency; });
  }
  void refuse(std::size_t under_way) {
    window.refused({now, now + 1ms, under_way});
    now += 2ms;
  }
  /// A server that handles `capacity` requests at a time and refuses the others.
  void serve_at_most(std::size_t capacity, std::size_t requests) {
    for (std::size_t i = 0; i < requests; ++i) {
      if (window.limit() > capacity) {
        refuse(window.limit());
      } else {
        answer(1, 1ms);
      }
    }
  }

  CongestionWindow window;
  Instant now = Instant{} + 1h;
};

TEST(CongestionWindow, BeginsWithFewAndSoonReachesTheMostWhereAnswersArePrompt) {
  Traffic traffic;
  EXPECT_EQ(traffic.window.limit(), 4U);
  traffic.answer(100, 2ms);
  EXPECT_EQ(traffic.window.limit(), 64U);
  EXPECT_FALSE(traffic.window.strained_since(Instant{}));
  EXPECT_FALSE(traffic.window.capacity());
}

TEST(CongestionWindow, NeverExceedsTheMost) {
  Traffic traffic(2);
  EXPECT_EQ(traffic.window.limit(), 2U);
  traffic.answer(100, 2ms);
  EXPECT_EQ(traffic.window.limit(), 2U);
}

TEST(CongestionWindow, DoesNotGrowWhereTheLimitHoldsNothingBack) {
  Traffic traffic;
  for (int i = 0; i < 100; ++i) {
    traffic.window.answered({traffic.now, traffic.now + 1ms, 1, false});
    traffic.now += 1ms;
  }
  EXPECT_EQ(traffic.window.limit(), 4U);
}

TEST(CongestionWindow, IsHalvedOnceByAllThatIsRefusedTogether) {
  Traffic traffic;
  traffic.answer(100, 2ms);
  const Instant sent = traffic.now;
  for (int i = 0; i < 10; ++i) traffic.window.refused({sent, sent + 5ms, 40});
  EXPECT_EQ(traffic.window.limit(), 20U);
  EXPECT_TRUE(traffic.window.strained_since(sent));
  EXPECT_FALSE(traffic.window.strained_since(sent + 6ms));
}

TEST(CongestionWindow, SettlesBelowWhatIsRefused) {
  Traffic traffic;
  traffic.serve_at_most(8, 500);
  EXPECT_EQ(traffic.window.capacity(), 8U);
  EXPECT_EQ(traffic.window.limit(), 8U);
  EXPECT_EQ(traffic.window.proven(), 8U);
}

TEST(CongestionWindow, TriesAgainWhatWasRefusedOnceTheServerMayHaveMoreRoom) {
  Traffic traffic;
  traffic.serve_at_most(8, 500);
  traffic.serve_at_most(64, 20'000);
  EXPECT_GT(traffic.window.limit(), 16U);
}

TEST(CongestionWindow, TriesMoreThanTheServerTakesSeldom) {
  Traffic traffic;
  traffic.serve_at_most(8, 500);
  std::size_t refused = 0;
  for (int i = 0; i < 9000; ++i) {
    if (traffic.window.limit() > 8) ++refused;
    traffic.serve_at_most(8, 1);
  }
  EXPECT_LE(refused, 9U);
}

TEST(CongestionWindow, KeepsAQueueAtTheServerShort) {
  Traffic traffic;
  // One core, 20 ms each: the nth request under way is answered after n times that.
  traffic.answer(2000, [](std::size_t under_way) -> Duration { return under_way * 20ms; });
  EXPECT_GE(traffic.window.limit(), 2U);
  EXPECT_LE(traffic.window.limit(), 16U);
}

TEST(CongestionWindow, GrowsWhereTheWayIsLongButClear) {
  Traffic traffic;
  traffic.answer(200, 300ms);
  EXPECT_EQ(traffic.window.limit(), 64U);
}

TEST(CongestionWindow, GrowsWhereEveryAnswerIsLateByChance) {
  Traffic traffic;
  unsigned state = 1;
  traffic.answer(3000, [&](std::size_t) -> Duration {
    state = state * 1103515245U + 12345U;
    return Duration(600ms) * ((state >> 16U) % 1000) / 1000;
  });
  EXPECT_GT(traffic.window.limit(), 32U);
}

TEST(CongestionWindow, TakesAServerThatHasBecomeSlowerAsItIs) {
  Traffic traffic;
  traffic.answer(200, 1ms);
  traffic.answer(3000, 400ms);
  EXPECT_EQ(traffic.window.limit(), 64U);
}

TEST(CongestionWindow, IsHalvedByAnAnswerThatWaitedForItsTurn) {
  Traffic traffic;
  traffic.answer(100, 2ms);
  traffic.window.answered({traffic.now, traffic.now + 3s, 17, true});
  EXPECT_EQ(traffic.window.capacity(), 16U);
  EXPECT_EQ(traffic.window.limit(), 8U);
  EXPECT_TRUE(traffic.window.is_overdue(3s));
  EXPECT_FALSE(traffic.window.is_overdue(100ms));
}

TEST(CongestionWindow, ForgetsRefusalsThatWereNotAboutTheNumber) {
  Traffic traffic;
  traffic.answer(100, 2ms);
  for (int i = 0; i < 10; ++i) traffic.refuse(traffic.window.limit());
  EXPECT_EQ(traffic.window.limit(), 1U);
  traffic.window.forget_refusals();
  traffic.answer(100, 2ms);
  EXPECT_EQ(traffic.window.limit(), 64U);
}

}  // namespace
}  // namespace conform
