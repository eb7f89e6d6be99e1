#include "harness/judge/streamed_judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Exchange exchange(std::uint64_t number, int sent_ms, int done_ms, http::Request request,
                  http::Response response) {
  Exchange result;
  result.number = number;
  result.stream = "a";
  result.request = std::move(request);
  result.response = std::move(response);
  result.outcome = Outcome::complete;
  result.sent = result.first_byte = Instant(std::chrono::milliseconds(sent_ms));
  result.done = Instant(std::chrono::milliseconds(done_ms));
  return result;
}

const std::string url = "http://h/v1/stream/a";

Exchange created(std::uint64_t number, int sent_ms, int done_ms) {
  return exchange(number, sent_ms, done_ms, {"PUT", url, {{"Content-Type", "text/plain"}}, {}},
                  {201, {{"Content-Type", "text/plain"}, {"Stream-Next-Offset", "0"}}, {}});
}

Exchange appended(std::uint64_t number, int sent_ms, int done_ms) {
  return exchange(number, sent_ms, done_ms, {"POST", url, {{"Content-Type", "text/plain"}}, "x"},
                  {204, {{"Stream-Next-Offset", "1"}}, {}});
}

Exchange empty_read(std::uint64_t number, int sent_ms, int done_ms) {
  return exchange(
      number, sent_ms, done_ms, {"GET", url + "?offset=-1", {}, {}},
      {200,
       {{"Content-Type", "text/plain"}, {"Stream-Next-Offset", "0"}, {"Stream-Up-To-Date", "true"}},
       {}});
}

/// The numbers of the exchanges whose read lacks what had been acknowledged.
class StreamedJudgeTest : public testing::Test {
 protected:
  void judge(std::vector<Exchange> exchanges, std::size_t kept_bytes) {
    Judge judge;
    StreamedJudge streamed(
        judge,
        [&](const Exchange& one, const std::vector<Violation>& violations) {
          order_.push_back(one.number);
          for (const auto& violation : violations) {
            if (violation.rule == "judge.read-your-writes") lacking_.push_back(one.number);
          }
        },
        kept_bytes);
    for (auto& one : exchanges) streamed.add(std::move(one));
    streamed.finish();
    late_ = streamed.late();
  }

  std::vector<std::uint64_t> order_;
  std::vector<std::uint64_t> lacking_;
  std::size_t late_ = 0;
};

TEST_F(StreamedJudgeTest, TheOrderOfTheFileDoesNotMatterWhileItIsKept) {
  judge({empty_read(3, 50, 60), created(1, 0, 10), appended(2, 20, 30)}, 1 << 20);
  EXPECT_THAT(order_, ElementsAre(1, 2, 3));
  EXPECT_THAT(lacking_, ElementsAre(3));
  EXPECT_EQ(late_, 0U);
}

TEST_F(StreamedJudgeTest, WhatComesTooLateMakesTheStreamUnknown) {
  judge({created(1, 0, 10), appended(2, 20, 30), empty_read(3, 50, 60), appended(4, 15, 55),
         empty_read(5, 70, 80)},
        1);
  EXPECT_EQ(late_, 1U);
  EXPECT_THAT(lacking_, testing::Not(testing::Contains(5U)));
}

TEST_F(StreamedJudgeTest, RequestsAtTheSameTimeOverlap) {
  judge({created(1, 0, 10), appended(2, 20, 30), empty_read(3, 30, 40)}, 1 << 20);
  EXPECT_THAT(lacking_, IsEmpty());
}

}  // namespace
}  // namespace conform
