#include "harness/transport/raw_response.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

/// The result of a response whose bytes arrive in these pieces before the connection is closed.
struct Read {
  Outcome outcome = Outcome::pending;
  int status = 0;
  std::string body;
};

Read read(const std::vector<std::string>& pieces, unsigned skip = 0) {
  Read seen;
  RawResponse response({1 << 16, 1 << 16}, false, skip,
                       {[&](int status, const http::Headers&) { seen.status = status; },
                        [&](std::string_view bytes) { seen.body += bytes; }});
  for (const auto& piece : pieces) {
    if (const auto ending = response.take(piece)) {
      seen.outcome = ending->outcome;
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

}  // namespace
}  // namespace conform
