#include "fuzz/malformed/strict_parser.hpp"

#include <gmock/gmock.h>

#include <string>

namespace conform::malformed {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* host = "h:1";

ParsedBytes read(const std::string& bytes) {
  return parse_strictly(bytes, host);
}

/// A POST with these lines after Host.
std::string post(const std::string& lines, const std::string& payload) {
  return "POST /s HTTP/1.1\r\nHost: h:1\r\n" + lines + "\r\n" + payload;
}

TEST(ParsedBytes, AValidRequestIsParsedCompletely) {
  const auto parsed = read(post("Content-Length: 5\r\n", "hello"));
  ASSERT_THAT(parsed.valid, SizeIs(1));
  EXPECT_EQ(parsed.valid[0].method, "POST");
  EXPECT_EQ(parsed.valid[0].target, "/s");
  EXPECT_EQ(parsed.valid[0].body, "hello");
  EXPECT_EQ(parsed.remainder, Remainder::nothing);
}

TEST(ParsedBytes, ChunksAreDecoded) {
  const auto parsed = read(post("transfer-encoding:\tChunked \r\n",
                                "5;a=\"b\"\r\nhello\r\n0001\r\n!\r\n0\r\nX-T: 1\r\n\r\n"));
  ASSERT_THAT(parsed.valid, SizeIs(1));
  EXPECT_EQ(parsed.valid[0].body, "hello!");
}

TEST(ParsedBytes, ContinuesAfterABody) {
  const auto get = std::string("GET /n HTTP/1.1\r\nHost: h:1\r\n\r\n");
  const auto parsed = read(post("Content-Length: 5\r\n", "hello" + get) + get);
  ASSERT_THAT(parsed.valid, SizeIs(3));
  EXPECT_EQ(parsed.valid[2].target, "/n");
}

TEST(ParsedBytes, StopsAfterARequestThatClosesTheConnection) {
  const auto parsed = read(post("Connection: close\r\n", "GET /n HTTP/1.1\r\nHost: h:1\r\n\r\n"));
  EXPECT_THAT(parsed.valid, SizeIs(1));
  EXPECT_EQ(parsed.remainder, Remainder::ambiguous);
}

struct Case {
  const char* name;
  std::string bytes;
  Remainder remainder;
  bool can_be_answered;
};

class Remainders : public testing::TestWithParam<Case> {};

TEST_P(Remainders, AreClassified) {
  const auto parsed = read(GetParam().bytes);
  EXPECT_THAT(parsed.valid, IsEmpty());
  EXPECT_EQ(parsed.remainder, GetParam().remainder);
  EXPECT_EQ(parsed.remainder_can_be_answered, GetParam().can_be_answered);
}

std::string get(const std::string& line, const std::string& lines = "Host: h:1\r\n") {
  return line + "\r\n" + lines + "\r\n";
}

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

INSTANTIATE_TEST_SUITE_P(
    Bytes, Remainders,
    testing::Values(
        // The body is incomplete.
        Case{"LengthNotReached", post("Content-Length: 9\r\n", "hello"), Remainder::incomplete,
             false},
        Case{"LengthBeyondMeasure", post("Content-Length: 18446744073709551621\r\n", "hello"),
             Remainder::incomplete, false},
        Case{"ChunkNotReached", chunked("9\r\nhello"), Remainder::incomplete, false},
        Case{"ChunkBeyondMeasure", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"),
             Remainder::incomplete, false},
        Case{"NoLastChunk", chunked("5\r\nhello\r\n"), Remainder::incomplete, false},
        Case{"NoEndOfTrailers", chunked("5\r\nhello\r\n0\r\n"), Remainder::incomplete, false},
        // RFC 9112 6.3: to be refused, and the connection to be closed.
        Case{"NoNumber", post("Content-Length: five\r\n", "hello"), Remainder::invalid, true},
        Case{"PlusSign", post("Content-Length: +5\r\n", "hello"), Remainder::invalid, true},
        Case{"TwoNumbers", post("Content-Length: 5\r\nContent-Length: 0\r\n", "hello"),
             Remainder::invalid, true},
        Case{"UnequalList", post("Content-Length: 5, 6\r\n", "hello"), Remainder::invalid, true},
        Case{"UnknownCoding", post("Transfer-Encoding: xchunked\r\n", "hello"), Remainder::invalid,
             true},
        Case{"ChunkedNotLast", post("Transfer-Encoding: chunked, identity\r\n", "hello"),
             Remainder::invalid, true},
        // RFC 9112 6.1: the connection is to be closed after the body that the coding delimits.
        Case{"Both", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "hello"),
             Remainder::invalid, false},
        Case{"OldWithCoding",
             "POST /s HTTP/1.0\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             Remainder::invalid, false},
        // Bytes that may be parsed in two ways.
        Case{"EqualList", post("Content-Length: 5, 5\r\n", "hello"), Remainder::ambiguous, false},
        Case{"EmptyLength", post("Content-Length:\r\n", "hello"), Remainder::ambiguous, false},
        Case{"TwiceChunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
             Remainder::ambiguous, false},
        Case{"SpaceBeforeColon", post("Content-Length : 5\r\n", "hello"), Remainder::ambiguous,
             false},
        Case{"BareLineFeed", post("X: y\nContent-Length: 5\r\n", "hello"), Remainder::ambiguous,
             false},
        Case{"FoldedLine", post("X: y\r\n Content-Length: 5\r\n", "hello"), Remainder::ambiguous,
             false},
        Case{"SpaceBehindSize", chunked("5 \r\nhello\r\n0\r\n\r\n"), Remainder::ambiguous, false},
        Case{"NoLineBehindData", chunked("4\r\nhello\r\n0\r\n\r\n"), Remainder::ambiguous, false},
        Case{"Expectation", post("Expect: 100-continue\r\nContent-Length: 5\r\n", "hello"),
             Remainder::ambiguous, false},
        Case{"EmptyLineFirst", "\r\nGET /s HTTP/1.1\r\nHost: h:1\r\n\r\n", Remainder::ambiguous,
             false},
        Case{"NoEndOfHead", "GET /s HTTP/1.1\r\nHost: h:1\r\n", Remainder::ambiguous, false},
        Case{"AnotherProtocol", "\x16\x03\x01", Remainder::ambiguous, false},
        // The chunk size is not a number.
        Case{"WordForSize", chunked("zz\r\nhello\r\n0\r\n\r\n"), Remainder::broken_chunks, false},
        Case{"SignBeforeSize", chunked("-5\r\nhello\r\n0\r\n\r\n"), Remainder::broken_chunks,
             false},
        Case{"NoSize", chunked("\r\nhello\r\n0\r\n\r\n"), Remainder::broken_chunks, false},
        // Ambiguous, with a complete head: a server has no reason to wait.
        Case{"TwoTargets", get("GET /s /s HTTP/1.1"), Remainder::ambiguous, true},
        Case{"OddName", get("GET /s HTTP/1.1", "Host: h:1\r\nX Y: z\r\n"), Remainder::ambiguous,
             true},
        Case{"NoHost", get("GET /s HTTP/1.1", ""), Remainder::ambiguous, true},
        Case{"Authority", get("CONNECT h:1 HTTP/1.1"), Remainder::ambiguous, false},
        Case{"Upgrade", get("GET /s HTTP/1.1", "Host: h:1\r\nUpgrade: h2c\r\n"),
             Remainder::ambiguous, false}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(ParsedBytes, KeepsThePartOfABodyThatArrived) {
  const auto parsed = read(post("Content-Length: 9\r\n", "hello"));
  EXPECT_EQ(parsed.remainder_method, "POST");
  EXPECT_EQ(parsed.remainder_target, "/s");
  EXPECT_EQ(parsed.remainder_body, "hello");
  EXPECT_EQ(read(chunked("3\r\nabc\r\n9\r\nde")).remainder_body, "abcde");
}

}  // namespace
}  // namespace conform::malformed
