#include "harness/run/traffic.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr const char* root = "http://server/v1/stream";
constexpr std::size_t many = 64;

/// A run whose requests are sent when the test says so.
class TrafficTest : public testing::Test {
 protected:
  Exchange sent(const std::string& method, std::size_t body_bytes = 0,
                const std::string& scenario = "append.one") {
    Exchange exchange;
    exchange.scenario = scenario;
    exchange.request.method = method;
    exchange.request.target = std::string(root) + "/a";
    exchange.request.body.assign(body_bytes, 'x');
    exchange.sent_order = ++order_;
    exchange.sent = now_;
    traffic_.sent(exchange);
    return exchange;
  }

  void ended(Exchange exchange, std::size_t body_bytes = 0) {
    exchange.response.status = 200;
    exchange.response.body.assign(body_bytes, 'x');
    exchange.outcome = Outcome::complete;
    exchange.done = now_;
    traffic_.ended(exchange, true);
  }

  /// Requests that are answered at once, until as many as possible may be under way.
  void learn_that_answers_are_prompt() {
    for (int i = 0; i < 100; ++i) {
      std::vector<Exchange> all;
      for (std::size_t n = 0; n < traffic_.window().limit(); ++n) all.push_back(sent("POST", 1));
      now_ += 2ms;
      for (auto& one : all) ended(std::move(one));
    }
    ASSERT_EQ(traffic_.window().limit(), many);
  }

  std::vector<Exchange> small_requests() {
    std::vector<Exchange> all;
    for (int i = 0; i < 10; ++i) all.push_back(sent("POST", 1));
    return all;
  }

  std::uint64_t order_ = 0;
  Instant now_ = Instant{} + 1h;
  Traffic traffic_{many, root};
};

TEST_F(TrafficTest, LateResponsesMeanTooManyAtOnce) {
  learn_that_answers_are_prompt();
  auto small = small_requests();
  now_ += 5s;
  for (auto& one : small) ended(std::move(one));
  EXPECT_LT(traffic_.window().limit(), many);
  EXPECT_TRUE(traffic_.summary());
}

TEST_F(TrafficTest, ResponsesAreLateBesideALargeBodyWhateverTheNumber) {
  learn_that_answers_are_prompt();
  const auto began = now_;
  const auto large = sent("PUT", 4 << 20, "contents.large");
  auto small = small_requests();
  now_ += 5s;
  traffic_.check_overdue(now_);
  ended(large);
  for (auto& one : small) ended(std::move(one));
  EXPECT_EQ(traffic_.window().limit(), many);
  EXPECT_FALSE(traffic_.summary());
  // Whatever depended on time must be tried again all the same.
  EXPECT_TRUE(traffic_.window().strained_since(began));
}

TEST_F(TrafficTest, AScenarioThatWroteALargeBodyReadsOne) {
  learn_that_answers_are_prompt();
  ended(sent("PUT", 4 << 20, "contents.large"));
  now_ += 1s;
  const auto read = sent("GET", 0, "contents.large");
  auto small = small_requests();
  now_ += 5s;
  traffic_.check_overdue(now_);
  for (auto& one : small) ended(std::move(one));
  ended(read, 4 << 20);
  EXPECT_EQ(traffic_.window().limit(), many);
}

TEST_F(TrafficTest, IsStrainedWhereALargeRequestWaitsTooLong) {
  const auto began = now_;
  auto large = sent("POST", std::size_t{1} << 20U);
  now_ += 10s;
  EXPECT_FALSE(traffic_.window().strained_since(began));
  large.outcome = Outcome::timed_out;
  large.done = now_;
  traffic_.ended(large, true);
  EXPECT_TRUE(traffic_.window().strained_since(began));
}

}  // namespace
}  // namespace conform
