#include "harness/transport/raw_response.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace conform {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

/// The result of a response whose bytes arrive in these pieces before the connection is closed.
struct Read {
  Outcome outcome = Outcome::pending;
  int status = 0;
  std::string body;
  std::string problem;
};

Read read(const std::vector<std::string>& pieces, unsigned skip = 0) {
  Read seen;
  RawResponse response({1 << 16, 1 << 16}, false, skip,
                       {[&](int status, const http::Headers&) { seen.status = status; },
                        [&](std::string_view bytes) { seen.body += bytes; }});
  for (const auto& piece : pieces) {
    if (const auto ending = response.take(piece)) {
      seen.outcome = ending->outcome;
      seen.problem = ending->problem;
      return seen;
    }
  }
  seen.outcome = response.close(false).outcome;
  return seen;
}

std::vector<std::string> byte_by_byte(std::string_view text) {
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  return bytes;
}

TEST(RawResponse, MayComeByteByByte) {
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n";
  const std::string empty = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (const auto& text : {chunked, empty}) {
    const auto whole = read({text});
    const auto in_pieces = read(byte_by_byte(text));
    EXPECT_EQ(in_pieces.outcome, Outcome::complete);
    EXPECT_EQ(in_pieces.outcome, whole.outcome);
    EXPECT_EQ(in_pieces.body, whole.body);
  }
}

TEST(RawResponse, IsNoHttpWhereverItIsCut) {
  const std::string text = "HTTP/9 nonsense";
  EXPECT_EQ(read({text}).outcome, Outcome::not_http);
  EXPECT_EQ(read(byte_by_byte(text)).outcome, Outcome::not_http);
}

TEST(RawResponse, IsCutShortThoughItBeganWithTheOneBefore) {
  const std::string first = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const std::string second = "HTTP/1.1 200 O";
  EXPECT_EQ(read({first + second}, 1).outcome, Outcome::cut_short);
  EXPECT_EQ(read({first, second}, 1).outcome, Outcome::cut_short);
  EXPECT_EQ(read({first}, 1).outcome, Outcome::complete) << "closed without a byte";
}

/// Each of these passes as a response in some clients.
TEST(RawResponse, IsInvalidWithWhatSendersMustNotWrite) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<std::string> invalid = {
      ok + "Content-Length: 9223372036854775808\r\n\r\nab",
      ok + "Content-Length: 18446744073709551615\r\n\r\nab",
      ok + "Content-Length: 99999999999999999999999\r\n\r\nab",
      ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      ok + "Content-Length: 1, 2\r\n\r\nab",
      ok + "Content-Length: +2\r\n\r\nab",
      ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      ok + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
      ok + "Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\nab",
      ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nffffffffffffffff\r\nab",
      ok + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nab",
      ok + "X: a\r\n b\r\nContent-Length: 2\r\n\r\nab",
      ok + " X: a\r\nContent-Length: 2\r\n\r\nab",
      ok + "X: a\rb\r\nContent-Length: 2\r\n\r\nab",
      ok + "X: a\nContent-Length: 2\r\n\r\nab",
      ok + "Content-Length : 2\r\n\r\nab",
      ok + "no colon\r\nContent-Length: 2\r\n\r\nab",
      ok + "X: a\0b\r\nContent-Length: 2\r\n\r\nab"s,
      "HTTP/1.1 200 OK\nContent-Length: 2\n\nab",
      "HTTP/1.1 200 OK\rContent-Length: 2\r\rab",
      "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab",
      "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab",
      "HTTP/2 200\r\ncontent-length: 2\r\n\r\nab",
  };
  for (const auto& text : invalid) {
    EXPECT_EQ(read({text}).outcome, Outcome::not_http) << text;
    EXPECT_EQ(read(byte_by_byte(text)).outcome, Outcome::not_http) << text;
  }
}

TEST(RawResponse, MayBeUnusual) {
  const std::vector<std::string> valid = {
      "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nab",
      "HTTP/1.0 200 OK\r\nContent-Length:2  \r\n\r\nab",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nab",
      "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
      "HTTP/1.1 200 OK\r\nContent-Length: 002\r\n\r\nab",
      "HTTP/1.1 200 Tr\xe8s bien\r\nX:\r\nY: \xff\t!\r\n\r\nab",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "0000000000000000000002;a=\"b;\\\"c\"\r\nab\r\n0\r\nX: y\r\n\r\n",
  };
  for (const auto& text : valid) {
    for (const auto& pieces : {std::vector{text}, byte_by_byte(text)}) {
      const auto seen = read(pieces);
      EXPECT_EQ(seen.outcome, Outcome::complete) << text;
      EXPECT_EQ(seen.status, 200) << text;
      EXPECT_EQ(seen.body, "ab") << text;
    }
  }
}

/// Also a line end within a quoted value, which some parsers take for the end of the line.
TEST(RawResponse, IsTheSameInAnyTwoPieces) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::vector<std::string> responses = {
      head + "2;a=\"b\"\r\nab\r\n0;c=\"d\"\r\n\r\n",
      head + "2;a=\"b\r\nc\"\r\nab\r\n0\r\n\r\n",
      head + "2;a=\"b\r\n\r\nc\"\r\nab\r\n0\r\n\r\n",
      head + "2\r\nab\r\n0;a=\"b\r\nc\"\r\n\r\n",
      head + "2\r\nab\r\n0;a=\"b\r\n\r\nc\"\r\n\r\n",
      head + "2;a=\"b\r\nab\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  };
  for (const auto& text : responses) {
    const auto whole = read({text});
    for (std::size_t i = 1; i < text.size(); ++i) {
      const auto split = read({text.substr(0, i), text.substr(i)});
      EXPECT_EQ(split.outcome, whole.outcome) << text << " at " << i;
      EXPECT_EQ(split.body, whole.body) << text << " at " << i;
    }
  }
}

/// What looks like the size of a chunk is none in a body that has no chunks.
TEST(RawResponse, ABodyOfDigitsMayBeTooLarge) {
  const std::string digits((1 << 16) + 1, '9');
  for (const std::string version : {"1.0", "1.1"}) {
    const auto text = "HTTP/" + version + " 200 OK\r\n\r\n" + digits;
    EXPECT_EQ(read({text}).outcome, Outcome::too_large) << version;
    EXPECT_EQ(read({text.substr(0, 100), text.substr(100)}).outcome, Outcome::too_large) << version;
  }
}

/// Nor in what follows a chunk without a line end.
TEST(RawResponse, DigitsAfterAChunkAreNoSize) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello18446744073709551616\r\n";
  for (std::size_t i = 1; i < text.size(); ++i) {
    EXPECT_THAT(read({text.substr(0, i), text.substr(i)}).problem, HasSubstr("bad chunk")) << i;
  }
  EXPECT_THAT(
      read({text.substr(0, text.find("hello")) + "hello\r\n18446744073709551616\r\n"}).problem,
      HasSubstr("beyond 63 bits"));
}

/// Too much framing before a byte of the body is given up in the same place however it arrives.
TEST(RawResponse, IsTheSameInAnyPiecesThoughItIsLong) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string long_extension(200'000, 'e');
  const std::string body(60'000, 'b');
  const auto text = head + "1;" + long_extension + "\r\na\r\n" +
                    fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", body.size(), body);
  const auto whole = read({text});
  EXPECT_EQ(whole.outcome, Outcome::too_large);
  for (const std::size_t size : {1000U, 7777U, 65'536U, 190'000U}) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size(); at += size) pieces.push_back(text.substr(at, size));
    EXPECT_EQ(read(pieces).outcome, whole.outcome) << size;
  }
}

}  // namespace
}  // namespace conform
