#include "harness/judge/stream_registry.hpp"

#include <gtest/gtest.h>

#include "harness/judge/judge_fixture.hpp"

namespace conform {
namespace {

TEST(StreamKey, IsTheUrlWithoutItsQueryInOneSpelling) {
  EXPECT_EQ(stream_key("http://h:1/a?offset=1"), "http://h:1/a");
  EXPECT_EQ(stream_key("http://h/%61%7e"), "http://h/a~");
  EXPECT_EQ(stream_key("http://h/a%2fb"), "http://h/a%2Fb");
  EXPECT_NE(stream_key("http://h/a%2fb"), stream_key("http://h/a/b"));
  EXPECT_EQ(stream_key("http://h/%25%zz%"), "http://h/%25%zz%");
}

TEST(StreamRegistry, FindsAPathOnTheServerOfAnotherUrl) {
  EXPECT_EQ(on_same_server("http://h:1/a/b?c", "/d"), "http://h:1/d");
  EXPECT_EQ(on_same_server("http://h:1", "/d"), "http://h:1/d");
  StreamRegistry book;
  EXPECT_EQ(book.find("http://h/a"), nullptr);
  const StreamHistory& history = book.of("http://h/a?x=1");
  EXPECT_EQ(book.find("http://h/%61"), &history);
}

TEST(StreamRegistry, ForgetsTheStreamUnusedForLongest) {
  StreamRegistry book(2);
  const auto use = [&](const std::string& path) {
    const Exchange read = ExchangeBuilder("GET", "", path).gives(200).exchange;
    auto& history = book.of(read.request.target);
    history.sent(read, 1);
    (void)history.ended(read, parsed_request(read.request));
  };
  const auto remembers = [&](const std::string& path) {
    const Exchange read = ExchangeBuilder("GET", "", path).gives(200).exchange;
    return book.of(read.request.target).is_fresh(read);
  };
  use("/1");
  use("/2");
  EXPECT_TRUE(remembers("/1"));
  use("/3");
  EXPECT_TRUE(remembers("/1"));
  EXPECT_FALSE(remembers("/2"));
}

TEST(StreamRegistry, ForgetsStreamsOfWhichItKnowsTooMuch) {
  StreamRegistry book(100, 1000);
  const auto create = [&](const std::string& path) {
    const Exchange put = ExchangeBuilder("PUT", "", path)
                             .type("text/plain")
                             .body(std::string(400, 'x'))
                             .gives(201)
                             .exchange;
    auto& history = book.of(put.request.target);
    history.sent(put, 1);
    const auto request = parsed_request(put.request);
    const auto sent = history.ended(put, request);
    history.learn(put, request, {}, std::nullopt, sent, 2);
  };
  const auto is_known = [&](const std::string& path) {
    const auto* history = book.find(ExchangeBuilder("GET", "", path).exchange.request.target);
    return history != nullptr && history->weight() > 0;
  };
  create("/1");
  create("/2");
  EXPECT_TRUE(is_known("/1"));
  create("/3");
  create("/4");
  EXPECT_FALSE(is_known("/1"));
  EXPECT_TRUE(is_known("/3"));
  EXPECT_TRUE(is_known("/4"));
}

TEST(StreamRegistry, KeepsAStreamWithARequestUnderWay) {
  StreamRegistry book(1);
  auto& first = book.of("http://h/1");
  first.sent(ExchangeBuilder("POST", "", "/1").exchange, 1);
  EXPECT_TRUE(book.of("http://h/2").is_idle());
  EXPECT_FALSE(book.of("http://h/1").is_idle());
}

}  // namespace
}  // namespace conform
