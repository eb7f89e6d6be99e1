#include "harness/judge/parsed_request.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

ReadMode mode_of(const std::string& query) {
  return parsed_request({"GET", "http://host/s" + query, {}, {}}).mode;
}

TEST(ParsedRequest, ReadModes) {
  EXPECT_EQ(mode_of(""), ReadMode::catch_up);
  EXPECT_EQ(mode_of("?offset=now&nonce=1"), ReadMode::catch_up);
  EXPECT_EQ(mode_of("?live=long-poll&offset=1"), ReadMode::long_poll);
  EXPECT_EQ(mode_of("?live=sse&offset=-1"), ReadMode::sse);
  EXPECT_EQ(mode_of("?offset=1&live=sse&offset=1&live=sse"), ReadMode::sse);
  for (const char* doubtful : {"?offset=", "?offset=1&offset=2", "?live=sse", "?offset=1&live=SSE",
                               "?offset=1&live=", "?offset=1&live=sse&live=long-poll"}) {
    EXPECT_EQ(mode_of(doubtful), ReadMode::unclear) << doubtful;
  }
}

TEST(ParsedRequest, WhatMakesAUrlFreshIsNoPartOfWhatItAsksFor) {
  EXPECT_EQ(without_fresh("http://host/s?fresh=1&offset=-1"), "http://host/s?offset=-1");
  EXPECT_EQ(without_fresh("http://host/s?offset=-1&fresh=1"), "http://host/s?offset=-1");
  EXPECT_EQ(without_fresh("http://host/s?fresh=1"), "http://host/s");
  EXPECT_EQ(without_fresh("http://host/s?freshly=1"), "http://host/s?freshly=1");
}

TEST(ParsedRequest, AMissingOffsetIsTheBeginning) {
  EXPECT_EQ(parsed_request({"GET", "http://host/s", {}, {}}).offset, "-1");
  EXPECT_EQ(parsed_request({"GET", "http://host/s?offset=a%20b", {}, {}}).offset, "a b");
}

TEST(ParsedRequest, ClosureNeedsTheValueTrueOnce) {
  const auto closes = [](http::Headers headers) {
    return parsed_request({"POST", "http://host/s", std::move(headers), {}});
  };
  EXPECT_TRUE(closes({{"stream-closed", "True"}}).closes);
  EXPECT_FALSE(closes({{"Stream-Closed", "1"}}).may_close);
  const auto twice = closes({{"Stream-Closed", "true"}, {"Stream-Closed", "false"}});
  EXPECT_FALSE(twice.closes);
  EXPECT_TRUE(twice.may_close);
}

TEST(ParsedRequest, AProducerHasThreeValidHeaders) {
  const auto of = [](const std::string& epoch, const std::string& seq) {
    return parsed_request({"POST",
                           "http://host/s",
                           {{"Producer-Id", "p"}, {"Producer-Epoch", epoch}, {"Producer-Seq", seq}},
                           {}});
  };
  EXPECT_EQ(of("9007199254740991", "0").producer->epoch, 9007199254740991U);
  for (const char* malformed : {"", "01", "-1", "+1", "1e3", "1.0", "9007199254740992", "1 "}) {
    const auto asked = of("0", malformed);
    EXPECT_EQ(asked.producer.has_value(), std::string_view(malformed) == "1 ") << malformed;
    EXPECT_TRUE(asked.has_producer_headers) << malformed;
  }
}

TEST(ParsedRequest, AForkBranchesOffWhereItsHeadersHaveOneMeaning) {
  const auto branch = [](http::Headers headers) {
    headers.add("Stream-Forked-From", "/a");
    return parsed_request({"PUT", "http://host/s", std::move(headers), {}}).branch;
  };
  EXPECT_EQ(branch({})->source, "/a");
  EXPECT_EQ(branch({})->offset, std::nullopt);
  EXPECT_EQ(branch({{"Stream-Fork-Offset", "5"}, {"Stream-Fork-Sub-Offset", "2"}})->sub_offset, 2U);
  EXPECT_FALSE(branch({{"Stream-Forked-From", "/b"}}));
  EXPECT_FALSE(branch({{"Stream-Fork-Offset", ""}}));
  EXPECT_FALSE(branch({{"Stream-Fork-Sub-Offset", "02"}}));
}

TEST(ParsedRequest, WhatAnExtensionMayMeanIsNotPlain) {
  const auto is_plain = [](const std::string& query) {
    return parsed_request({"GET", "http://host/s" + query, {}, {}}).is_plain;
  };
  EXPECT_TRUE(is_plain("?offset=-1&live=sse&cursor=1&fresh=1"));
  EXPECT_FALSE(is_plain("?offset=-1&table=people"));
}

}  // namespace
}  // namespace conform
