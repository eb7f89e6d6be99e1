#include "harness/run/demand.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

Scenario sending(Body body) {
  SendStep send;
  send.request.body = std::move(body);
  Step step;
  step.action = std::move(send);
  Scenario scenario;
  scenario.steps = {step};
  return scenario;
}

TEST(LargeBytes, AreThoseOfTheBodies) {
  EXPECT_EQ(large_bytes(sending(BodyText{"hello"})), 0U);
  EXPECT_EQ(large_bytes(sending(BodyRandom{mebibyte, 1})), mebibyte);
  EXPECT_EQ(large_bytes(sending(BodyRepeat{"xy", mebibyte})), 2 * mebibyte);
}

TEST(LargeBytes, AreCountedInVariables) {
  EXPECT_GE(large_bytes(sending(BodyText{"<{letters:1048576}>"})), mebibyte);
  auto scenario = sending(BodyText{"{content}"});
  EXPECT_EQ(large_bytes(scenario), 0U);
  scenario.variables["content"] = std::string(mebibyte, 'x');
  EXPECT_GE(large_bytes(scenario), mebibyte);
  scenario.variables["content"] = "{letters:1048576}";
  EXPECT_GE(large_bytes(scenario), mebibyte);
}

}  // namespace
}  // namespace conform
