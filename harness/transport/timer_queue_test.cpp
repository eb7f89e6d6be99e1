#include "harness/transport/timer_queue.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using std::chrono::seconds;

class TimerQueueTest : public testing::Test {
 protected:
  TimerId add(int second, int number) {
    return queue.add(Instant(seconds(second)), [this, number] { ran.push_back(number); });
  }
  void run_until(int second) {
    while (const auto task = queue.take_due(Instant(seconds(second)))) (*task)();
  }

  TimerQueue queue;
  std::vector<int> ran;
};

TEST_F(TimerQueueTest, GivesTasksInTheOrderOfTheirTimes) {
  add(3, 30);
  add(1, 10);
  add(2, 20);
  add(1, 11);
  EXPECT_EQ(queue.next(), Instant(seconds(1)));
  run_until(2);
  EXPECT_THAT(ran, testing::ElementsAre(10, 11, 20));
  run_until(3);
  EXPECT_THAT(ran, testing::ElementsAre(10, 11, 20, 30));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next(), std::nullopt);
}

TEST_F(TimerQueueTest, ForgetsCancelledTasks) {
  const auto first = add(1, 10);
  add(1, 11);
  queue.cancel(first);
  queue.cancel(first);
  queue.cancel(12345);
  run_until(1);
  EXPECT_THAT(ran, testing::ElementsAre(11));
}

TEST(Deadline, IsTheEndOfALimit) {
  const Instant start(seconds(100));
  EXPECT_EQ(deadline(start, seconds(5)), Instant(seconds(105)));
  EXPECT_EQ(deadline(start, Duration::zero()), std::nullopt);
  EXPECT_EQ(deadline(start, Duration::max()), std::nullopt);
}

}  // namespace
}  // namespace conform
