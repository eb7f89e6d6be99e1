#include "fuzz/malformed/reading.hpp"

#include <gmock/gmock.h>

#include <string>

namespace conform::malformed {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* host = "h:1";

Reading read(const std::string& bytes) {
  return read_strictly(bytes, host);
}

/// A POST with these lines behind Host.
std::string post(const std::string& lines, const std::string& rest) {
  return "POST /s HTTP/1.1\r\nHost: h:1\r\n" + lines + "\r\n" + rest;
}

TEST(Reading, ASoundRequestIsTakenWhole) {
  const auto reading = read(post("Content-Length: 5\r\n", "hello"));
  ASSERT_THAT(reading.sound, SizeIs(1));
  EXPECT_EQ(reading.sound[0].method, "POST");
  EXPECT_EQ(reading.sound[0].target, "/s");
  EXPECT_EQ(reading.sound[0].body, "hello");
  EXPECT_EQ(reading.rest, Rest::nothing);
}

TEST(Reading, ChunksAreUndone) {
  const auto reading = read(post("transfer-encoding:\tChunked \r\n",
                                 "5;a=\"b\"\r\nhello\r\n0001\r\n!\r\n0\r\nX-T: 1\r\n\r\n"));
  ASSERT_THAT(reading.sound, SizeIs(1));
  EXPECT_EQ(reading.sound[0].body, "hello!");
}

TEST(Reading, GoesOnBehindABody) {
  const auto get = std::string("GET /n HTTP/1.1\r\nHost: h:1\r\n\r\n");
  const auto reading = read(post("Content-Length: 5\r\n", "hello" + get) + get);
  ASSERT_THAT(reading.sound, SizeIs(3));
  EXPECT_EQ(reading.sound[2].target, "/n");
}

TEST(Reading, KnowsNothingBehindARequestThatCloses) {
  const auto reading = read(post("Connection: close\r\n", "GET /n HTTP/1.1\r\nHost: h:1\r\n\r\n"));
  EXPECT_THAT(reading.sound, SizeIs(1));
  EXPECT_EQ(reading.rest, Rest::loose);
}

struct Case {
  const char* name;
  std::string bytes;
  Rest rest;
  bool can_be_answered;
};

class Rests : public testing::TestWithParam<Case> {};

TEST_P(Rests, AreToldApart) {
  const auto reading = read(GetParam().bytes);
  EXPECT_THAT(reading.sound, IsEmpty());
  EXPECT_EQ(reading.rest, GetParam().rest);
  EXPECT_EQ(reading.rest_can_be_answered, GetParam().can_be_answered);
}

std::string get(const std::string& line, const std::string& lines = "Host: h:1\r\n") {
  return line + "\r\n" + lines + "\r\n";
}

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

INSTANTIATE_TEST_SUITE_P(
    Bytes, Rests,
    testing::Values(
        // The body goes on, and has no end.
        Case{"LengthNotReached", post("Content-Length: 9\r\n", "hello"), Rest::unfinished, false},
        Case{"LengthBeyondMeasure", post("Content-Length: 18446744073709551621\r\n", "hello"),
             Rest::unfinished, false},
        Case{"ChunkNotReached", chunked("9\r\nhello"), Rest::unfinished, false},
        Case{"ChunkBeyondMeasure", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"),
             Rest::unfinished, false},
        Case{"NoLastChunk", chunked("5\r\nhello\r\n"), Rest::unfinished, false},
        Case{"NoEndOfTrailers", chunked("5\r\nhello\r\n0\r\n"), Rest::unfinished, false},
        // RFC 9112 6.3: to be refused, and the connection to be closed.
        Case{"NoNumber", post("Content-Length: five\r\n", "hello"), Rest::faulty, true},
        Case{"PlusSign", post("Content-Length: +5\r\n", "hello"), Rest::faulty, true},
        Case{"TwoNumbers", post("Content-Length: 5\r\nContent-Length: 0\r\n", "hello"),
             Rest::faulty, true},
        Case{"UnequalList", post("Content-Length: 5, 6\r\n", "hello"), Rest::faulty, true},
        Case{"UnknownCoding", post("Transfer-Encoding: xchunked\r\n", "hello"), Rest::faulty, true},
        Case{"ChunkedNotLast", post("Transfer-Encoding: chunked, identity\r\n", "hello"),
             Rest::faulty, true},
        // RFC 9112 6.1: to be closed behind what the coding says.
        Case{"Both", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "hello"),
             Rest::faulty, false},
        Case{"OldWithCoding",
             "POST /s HTTP/1.0\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             Rest::faulty, false},
        // What may be read in two ways.
        Case{"EqualList", post("Content-Length: 5, 5\r\n", "hello"), Rest::loose, false},
        Case{"EmptyLength", post("Content-Length:\r\n", "hello"), Rest::loose, false},
        Case{"TwiceChunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
             Rest::loose, false},
        Case{"SpaceBeforeColon", post("Content-Length : 5\r\n", "hello"), Rest::loose, false},
        Case{"BareLineFeed", post("X: y\nContent-Length: 5\r\n", "hello"), Rest::loose, false},
        Case{"FoldedLine", post("X: y\r\n Content-Length: 5\r\n", "hello"), Rest::loose, false},
        Case{"SpaceBehindSize", chunked("5 \r\nhello\r\n0\r\n\r\n"), Rest::loose, false},
        Case{"NoLineBehindData", chunked("4\r\nhello\r\n0\r\n\r\n"), Rest::loose, false},
        Case{"Expectation", post("Expect: 100-continue\r\nContent-Length: 5\r\n", "hello"),
             Rest::loose, false},
        Case{"EmptyLineFirst", "\r\nGET /s HTTP/1.1\r\nHost: h:1\r\n\r\n", Rest::loose, false},
        Case{"NoEndOfHead", "GET /s HTTP/1.1\r\nHost: h:1\r\n", Rest::loose, false},
        Case{"AnotherProtocol", "\x16\x03\x01", Rest::loose, false},
        // No size at all.
        Case{"WordForSize", chunked("zz\r\nhello\r\n0\r\n\r\n"), Rest::broken_chunks, false},
        Case{"SignBeforeSize", chunked("-5\r\nhello\r\n0\r\n\r\n"), Rest::broken_chunks, false},
        Case{"NoSize", chunked("\r\nhello\r\n0\r\n\r\n"), Rest::broken_chunks, false},
        // Loose, and with a whole head: there is no reason to wait.
        Case{"TwoTargets", get("GET /s /s HTTP/1.1"), Rest::loose, true},
        Case{"OddName", get("GET /s HTTP/1.1", "Host: h:1\r\nX Y: z\r\n"), Rest::loose, true},
        Case{"NoHost", get("GET /s HTTP/1.1", ""), Rest::loose, true},
        Case{"Authority", get("CONNECT h:1 HTTP/1.1"), Rest::loose, false},
        Case{"Upgrade", get("GET /s HTTP/1.1", "Host: h:1\r\nUpgrade: h2c\r\n"), Rest::loose,
             false}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Reading, KeepsWhatCameOfABody) {
  const auto reading = read(post("Content-Length: 9\r\n", "hello"));
  EXPECT_EQ(reading.rest_method, "POST");
  EXPECT_EQ(reading.rest_target, "/s");
  EXPECT_EQ(reading.rest_body, "hello");
  EXPECT_EQ(read(chunked("3\r\nabc\r\n9\r\nde")).rest_body, "abcde");
}

}  // namespace
}  // namespace conform::malformed
