#include "harness/transport/curl_transport.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <future>
#include <limits>
#include <ostream>

#include "harness/transport/limits.hpp"
#include "harness/transport/own_lack.hpp"
#include "harness/transport/scripted_client.hpp"
#include "harness/transport/scripted_server.hpp"
#include "harness/transport/seen.hpp"

namespace conform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::fetch;
using test::Peer;
using test::request;
using test::ScriptedServer;
using test::Seen;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Answers the first request of each connection with these bytes, then closes it.
ScriptedServer answering(std::string bytes) {
  return ScriptedServer([bytes = std::move(bytes)](Peer& peer) {
    peer.read_request();
    peer.write(bytes);
  });
}

/// Answers every request of a connection with 200 and the request itself as the body.
void echo(Peer& peer) {
  for (auto seen = peer.read_request(); !seen.empty(); seen = peer.read_request()) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(seen.size()) + "\r\n\r\n" +
               seen);
  }
}

/// Sends the head and then these bytes repeatedly until the client closes the connection.
ScriptedServer endless(std::string head, std::string bytes) {
  return ScriptedServer([head = std::move(head), bytes = std::move(bytes)](Peer& peer) {
    peer.read_request();
    peer.write(head);
    while (peer.write(bytes)) {
    }
  });
}

/// The URL of a port that no server listens on any more.
std::string url_of_nobody() {
  return ScriptedServer([](Peer&) {}).url();
}

// What is sent.

TEST(CurlTransport, SendsARequestAsItIs) {
  const ScriptedServer server(echo);
  CurlTransport transport({.user_agent = "conform/test"});
  const auto seen = fetch(
      transport,
      request("PATCH", server.url("/a/../b/./%7e%2F//c?x=%zz&y=a+b&z"),
              {{"Stream-Seq", "a"}, {"X-Empty", ""}, {"X-Bytes", "\xff\xfe"}, {"Stream-Seq", "b"}},
              std::string("bo\0dy", 5)));
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_THAT(seen.body, StartsWith("PATCH /a/../b/./%7e%2F//c?x=%zz&y=a+b&z HTTP/1.1\r\nHost: "));
  EXPECT_THAT(seen.body, HasSubstr("\r\nStream-Seq: a\r\nX-Empty:\r\nX-Bytes: \xff\xfe\r\n"
                                   "Stream-Seq: b\r\n"));
  EXPECT_THAT(seen.body, HasSubstr("\r\nUser-Agent: conform/test\r\nAccept: */*\r\n"));
  EXPECT_THAT(seen.body, HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(seen.body, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(seen.body, EndsWith(std::string("\r\n\r\nbo\0dy", 9)));
  EXPECT_EQ(seen.http_version, "1.1");
}

TEST(CurlTransport, AnnouncesAnEmptyBodyWhereOneIsExpected) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  for (const auto* method : {"POST", "PUT", "PATCH"}) {
    const auto seen = fetch(transport, request(method, server.url()));
    EXPECT_THAT(seen.body, HasSubstr("\r\nContent-Length: 0\r\n"));
    EXPECT_THAT(seen.body, Not(HasSubstr("Expect")));
    EXPECT_THAT(seen.body, Not(HasSubstr("Content-Type")));
    EXPECT_THAT(seen.body, Not(HasSubstr("chunked")));
  }
  for (const auto* method : {"GET", "DELETE", "OPTIONS", "BREW"}) {
    const auto seen = fetch(transport, request(method, server.url()));
    EXPECT_THAT(seen.body, StartsWith(method));
    EXPECT_THAT(seen.body, Not(HasSubstr("Content-Length")));
  }
}

TEST(CurlTransport, SendsABodyWithAnyMethod) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  for (const auto* method : {"GET", "DELETE"}) {
    const auto seen = fetch(transport, request(method, server.url(), {}, "body"));
    EXPECT_THAT(seen.body, StartsWith(method));
    EXPECT_THAT(seen.body, HasSubstr("\r\nContent-Length: 4\r\n"));
    EXPECT_THAT(seen.body, EndsWith("\r\n\r\nbody"));
  }
}

TEST(CurlTransport, SendsABodyThatTheCallerKeeps) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  auto transmission = request("POST", server.url());
  transmission.shared_body = std::make_shared<const std::string>("kept");
  const auto seen = fetch(transport, std::move(transmission));
  EXPECT_THAT(seen.body, HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(seen.body, EndsWith("\r\n\r\nkept"));
}

TEST(CurlTransport, HoldsBackTheEndOfABodyUntilItIsResumed) {
  std::promise<std::string> beginning;
  const ScriptedServer server([&](Peer& peer) {
    const auto head = peer.read_head();
    beginning.set_value(head + peer.read_bytes(4).value_or("nothing"));
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + peer.read_bytes(3).value_or("no!"));
  });
  CurlTransport transport;
  auto held = request("POST", server.url(), {}, "beg-end");
  held.holds = {4};
  Seen seen;
  const auto id = transport.send(held, seen.handler());
  auto begun = beginning.get_future();
  while (begun.wait_for(milliseconds(0)) != std::future_status::ready) {
    // Wakes up the transport, which has nothing else to do.
    transport.at(transport.now() + milliseconds(1), [] {});
    ASSERT_TRUE(transport.run_once());
  }
  EXPECT_THAT(begun.get(), EndsWith("\r\n\r\nbeg-"));
  EXPECT_FALSE(seen.done);
  transport.resume(id);
  while (!seen.done && transport.run_once()) {
  }
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_EQ(seen.body, "end");
}

TEST(CurlTransport, BreaksOffWhatIsHeldBack) {
  std::promise<std::string> all;
  const ScriptedServer server([&](Peer& peer) {
    const auto head = peer.read_head();
    all.set_value(peer.read_to_end());
  });
  CurlTransport transport;
  auto held = request("POST", server.url(), {}, "beg-end");
  held.holds = {4};
  Seen seen;
  const auto id = transport.send(held, seen.handler());
  for (const auto end = transport.now() + milliseconds(50); transport.now() < end;) {
    transport.at(end, [] {});
    ASSERT_TRUE(transport.run_once());
  }
  transport.cancel(id);
  EXPECT_EQ(all.get_future().get(), "beg-");
  EXPECT_FALSE(seen.done);
}

TEST(CurlTransport, HoldsBackTheLastChunk) {
  std::promise<std::string> all;
  const ScriptedServer server([&](Peer& peer) {
    const auto head = peer.read_head();
    all.set_value(peer.read_to_end());
  });
  CurlTransport transport;
  auto held = request("POST", server.url(), {}, "body");
  held.chunked = true;
  held.holds = {2, 4};
  Seen seen;
  const auto id = transport.send(held, seen.handler());
  const auto wait = [&] {
    for (const auto end = transport.now() + milliseconds(50); transport.now() < end;) {
      transport.at(end, [] {});
      ASSERT_TRUE(transport.run_once());
    }
  };
  wait();
  transport.resume(id);
  wait();
  transport.cancel(id);
  EXPECT_EQ(all.get_future().get(), "2\r\nbo\r\n2\r\ndy\r\n");
}

TEST(CurlTransport, ReadsOnWhereItWasPaused) {
  const std::string body(1 << 20, 'x');
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               body);
  });
  CurlTransport transport;
  Seen seen;
  const auto id = transport.send(request("GET", server.url()), seen.handler());
  transport.pause(id);
  for (const auto end = transport.now() + milliseconds(50); transport.now() < end;) {
    transport.at(end, [] {});
    ASSERT_TRUE(transport.run_once());
  }
  EXPECT_EQ(seen.body, "");
  EXPECT_FALSE(seen.done);
  transport.resume(id);
  while (!seen.done && transport.run_once()) {
  }
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_EQ(seen.body, body);
}

TEST(CurlTransport, SendsALargeBodyWithoutAskingLeave) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  const std::string body(3 << 20, 'x');
  const auto seen = fetch(transport, request("POST", server.url(), {}, body));
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_THAT(seen.body, EndsWith("\r\n\r\n" + body));
  EXPECT_EQ(seen.body.find("Expect"), std::string::npos);
}

TEST(CurlTransport, SendsABodyInChunks) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  auto transmission = request("POST", server.url(), {{"Content-Type", "text/plain"}}, "0123456789");
  transmission.chunked = true;
  const auto seen = fetch(transport, transmission);
  EXPECT_THAT(seen.body, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(seen.body, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(seen.body, EndsWith("\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"));
  transmission.request.body.clear();
  EXPECT_THAT(fetch(transport, transmission).body, EndsWith("\r\n\r\n0\r\n\r\n"));
}

TEST(CurlTransport, RefusesWhatItCouldOnlySendDifferently) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  const auto problem = [&](const Transmission& transmission) {
    const auto seen = fetch(transport, transmission);
    EXPECT_EQ(seen.outcome, Outcome::not_sent);
    EXPECT_EQ(seen.heads, 0);
    return seen.problem;
  };
  const auto url = server.url();
  EXPECT_EQ(problem(request("GET", url, {{"A", "b\r\nC: d"}})),
            "the value of the header A holds a control byte");
  EXPECT_EQ(problem(request("GET", url, {{"A", std::string("b\0c", 3)}})),
            "the value of the header A holds a control byte");
  EXPECT_EQ(problem(request("GET", url, {{"A: b\r\nC", "d"}})), "invalid header name 'A: b\r\nC'");
  EXPECT_EQ(problem(request("GET / HTTP/1.1\r\n", url)), "invalid method 'GET / HTTP/1.1\r\n'");
  EXPECT_EQ(problem(request("POST", url, {{"Content-Length", "4"}}, "abc")),
            "Content-Length is '4', but the body has 3 bytes");
  EXPECT_EQ(problem(request("POST", url, {{"Transfer-Encoding", "chunked"}}, "abc")),
            "Transfer-Encoding is set by the transport");
  EXPECT_EQ(problem(request("HEAD", url, {}, "abc")), "a HEAD request with a body");
  EXPECT_THAT(problem(request("GET", "ftp://127.0.0.1/")), HasSubstr("only http and https"));
  EXPECT_EQ(server.connections(), 0);
}

// What comes back.

TEST(CurlTransport, TellsHeadBytesAndEnd) {
  const auto server = answering(
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
      "HTTP/1.1 201 Created\r\nX-A:  one \r\nx-a: two\r\nX-Empty:\r\nX-Folded: a\r\n\t b\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");
  CurlTransport transport;
  const auto seen = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_EQ(seen.problem, "");
  EXPECT_EQ(seen.heads, 1);
  EXPECT_EQ(seen.status, 201);
  EXPECT_EQ(seen.headers.combined("X-A"), "one, two");
  EXPECT_EQ(seen.header("X-Empty"), "");
  EXPECT_EQ(seen.header("X-Folded"), "a b");
  EXPECT_EQ(seen.header("Link"), "(none)");
  EXPECT_EQ(seen.header("X-Trailer"), "(none)");
  EXPECT_EQ(seen.body, "abcde");
}

TEST(CurlTransport, KeepsBytesThatAreNoText) {
  const auto server =
      answering("HTTP/1.1 200 OK\r\nX-Bytes: \xff\xc3\r\nContent-Length: 3\r\n\r\n\xff\xfe\x80");
  CurlTransport transport;
  const auto seen = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(seen.header("X-Bytes"), "\xff\xc3");
  EXPECT_EQ(seen.body, "\xff\xfe\x80");
}

TEST(CurlTransport, FollowsNoRedirect) {
  const auto server = answering(
      "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  CurlTransport transport;
  EXPECT_EQ(fetch(transport, request("GET", server.url())).status, 307);
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlTransport, EndsAResponseWithoutABodyAtItsHead) {
  const ScriptedServer server([](Peer& peer) {
    const auto seen = peer.read_request();
    peer.write(seen.starts_with("HEAD ") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                                         : "HTTP/1.1 204 No Content\r\n\r\nhello");
    peer.closed_by_client();
  });
  CurlTransport transport;
  for (const auto* method : {"HEAD", "DELETE"}) {
    auto transmission = request(method, server.url());
    transmission.new_connection = true;
    const auto seen = fetch(transport, transmission);
    EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
    EXPECT_EQ(seen.body, "");
  }
}

TEST(CurlTransport, HandsOnBytesAsTheyCome) {
  std::promise<void> first_seen;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n");
    first_seen.get_future().wait();
    peer.write("data: two\n\n");
  });
  CurlTransport transport;
  Seen seen;
  transport.send(request("GET", server.url()), seen.handler());
  while (seen.body.empty() && transport.run_once()) {
  }
  EXPECT_EQ(seen.body, "data: one\n\n");
  EXPECT_FALSE(seen.done);
  first_seen.set_value();
  while (!seen.done && transport.run_once()) {
  }
  EXPECT_EQ(seen.body, "data: one\n\ndata: two\n\n");
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
}

// Servers that misbehave.

struct Misbehaviour {
  const char* name;
  const char* answer;
  Outcome outcome;
  const char* problem;
};

class Misbehaving : public testing::TestWithParam<Misbehaviour> {};

TEST_P(Misbehaving, IsNamed) {
  const auto server = answering(GetParam().answer);
  CurlTransport transport;
  const auto seen = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(to_string(seen.outcome), to_string(GetParam().outcome));
  EXPECT_THAT(seen.problem, HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Servers, Misbehaving,
    testing::Values(
        Misbehaviour{"Silent", "", Outcome::no_connection,
                     "the server closed the connection without a response"},
        Misbehaviour{"NotHttp", "hello there\r\n\r\n", Outcome::not_http,
                     "the response is not HTTP"},
        Misbehaviour{"NotHttpShort", "x", Outcome::not_http, "the response is not HTTP"},
        Misbehaviour{"Tls", "\x16\x03\x01\x02", Outcome::not_http, "the response is not HTTP"},
        Misbehaviour{"WrongVersion", "HTTP/7.3 200 OK\r\n\r\n", Outcome::not_http, "version"},
        Misbehaviour{"NoColon", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Outcome::not_http, "colon"},
        Misbehaviour{"LengthNoNumber", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                     Outcome::not_http, "Content-Length"},
        Misbehaviour{"LengthBeyondNumbers",
                     "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nfour",
                     Outcome::too_large, "a Content-Length of 2^63 bytes or more"},
        Misbehaviour{"HeadCut", "HTTP/1.1 200 OK\r\nContent-Le", Outcome::cut_short,
                     "the connection ended in the head of the response"},
        Misbehaviour{"BodyCut", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour",
                     Outcome::cut_short,
                     "the connection was closed before the end of the body, after 4 bytes"},
        Misbehaviour{"ChunkCut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfo",
                     Outcome::cut_short,
                     "the connection was closed before the end of the body, after 2 bytes"},
        Misbehaviour{"NoLastChunk",
                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nf\r\n",
                     Outcome::cut_short,
                     "the connection was closed before the end of the body, after 1 byte ("},
        Misbehaviour{"ChunkSizeNoNumber",
                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nfoo\r\n0\r\n\r\n",
                     Outcome::not_http, "the chunks of the body are malformed"},
        Misbehaviour{"ChunkTooLong",
                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfoo\r\n0\r\n\r\n",
                     Outcome::not_http, "the chunks of the body are malformed"},
        Misbehaviour{"GzipGarbage",
                     "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
                     "this is not any gzip",
                     Outcome::not_http, "the body does not match Content-Encoding"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(CurlTransport, SaysThatNobodyListens) {
  CurlTransport transport;
  const auto seen = fetch(transport, request("GET", url_of_nobody()));
  EXPECT_EQ(seen.outcome, Outcome::no_connection);
  EXPECT_EQ(seen.problem, "no connection to the server: Connection refused");
}

TEST(CurlTransport, SaysThatAServerNeverAnswers) {
  const ScriptedServer server([](Peer& peer) { peer.closed_by_client(); });
  CurlTransport transport;
  auto transmission = request("GET", server.url());
  transmission.time_limit = milliseconds(20);
  const auto seen = fetch(transport, transmission);
  EXPECT_EQ(seen.outcome, Outcome::timed_out);
  EXPECT_EQ(seen.problem, "no response in 20 ms");
}

TEST(CurlTransport, SaysHowMuchHadComeAtTheLimit) {
  const ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
    peer.closed_by_client();
  });
  CurlTransport transport;
  auto transmission = request("GET", server.url());
  transmission.time_limit = milliseconds(100);
  const auto seen = fetch(transport, transmission);
  EXPECT_EQ(seen.outcome, Outcome::timed_out);
  EXPECT_EQ(seen.problem,
            "the response did not end within 100 ms; 4 bytes of its body had arrived");
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.http_version, "1.1");
}

TEST(CurlTransport, SaysThatAConnectionWasReset) {
  const ScriptedServer server([](Peer& peer) {
    const auto seen = peer.read_request();
    if (seen.starts_with("GET /body")) {
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
    }
    peer.reset_on_close();
  });
  CurlTransport transport;
  const auto nothing = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(nothing.outcome, Outcome::no_connection);
  EXPECT_THAT(nothing.problem, HasSubstr("the connection was lost before the response"));
  // A reset may overtake the bytes that were sent before it.
  const auto body = fetch(transport, request("GET", server.url("/body")));
  EXPECT_THAT(body.outcome, testing::AnyOf(Outcome::cut_short, Outcome::no_connection));
}

TEST(CurlTransport, BoundsTheHead) {
  const auto fields = endless("HTTP/1.1 200 OK\r\n", "X-A: " + std::string(1000, 'a') + "\r\n");
  const auto line = endless("HTTP/1.1 200 OK\r\nX-A: ", std::string(1000, 'a'));
  const auto interim = endless("", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
  CurlTransport transport;
  const auto seen = fetch(transport, request("GET", fields.url()));
  EXPECT_EQ(seen.outcome, Outcome::too_large);
  EXPECT_EQ(seen.problem, "the head of the response has more than 262144 bytes");
  const auto one_line = fetch(transport, request("GET", line.url()));
  EXPECT_EQ(one_line.outcome, Outcome::too_large);
  EXPECT_EQ(one_line.problem, "the head of the response is too large for libcurl");
  EXPECT_EQ(fetch(transport, request("GET", interim.url())).outcome, Outcome::too_large);
}

TEST(CurlTransport, BoundsTheBody) {
  const auto server = endless("HTTP/1.1 200 OK\r\n\r\n", std::string(10000, 'x'));
  CurlTransport transport({.max_body_bytes = 100000});
  const auto seen = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(seen.outcome, Outcome::too_large);
  EXPECT_EQ(seen.problem, "the body of the response has more than 100000 bytes");
  EXPECT_LE(seen.body.size(), 100000U);
}

/// The beginning of a gzip member (RFC 1952) that decodes to 1 + 258 * `repeats` zeros: one deflate
/// block of fixed codes (RFC 1951 3.2.6), a literal zero and then copies of it.
std::string gzip_of_zeros(int repeats) {
  constexpr auto* length_258 = "11000101";
  constexpr auto* distance_1 = "00000";
  std::string bits = "11000110000";  // last block, fixed codes, literal 0
  for (int i = 0; i < repeats; ++i) bits.append(length_258).append(distance_1);
  std::string bytes("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) {
    std::string byte = bits.substr(i, 8);
    std::reverse(byte.begin(), byte.end());
    bytes.push_back(static_cast<char>(std::stoi(byte, nullptr, 2)));
  }
  return bytes;
}

TEST(CurlTransport, BoundsTheDecodedBody) {
  const auto bomb = gzip_of_zeros(40000);
  const auto server = answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                                std::to_string(bomb.size()) + "\r\n\r\n" + bomb);
  CurlTransport transport({.max_body_bytes = 1 << 20});
  const auto seen = fetch(transport, request("GET", server.url()));
  EXPECT_EQ(seen.outcome, Outcome::too_large);
  EXPECT_LE(seen.body.size(), std::size_t{1} << 20);
  EXPECT_GT(seen.body.size(), bomb.size());
}

// What never ends, and comes as fast as it can.

struct Endless {
  std::string name;
  std::string head;
  std::string more;

  friend std::ostream& operator<<(std::ostream& out, const Endless& one) { return out << one.name; }
};

class NeverEnding : public testing::TestWithParam<Endless> {
 public:
  NeverEnding() : server_(endless(GetParam().head, blocks(GetParam().more))) {}

 protected:
  static std::string blocks(const std::string& piece) {
    std::string block;
    while (block.size() < std::size_t{64} << 10) block += piece;
    return block;
  }

  [[nodiscard]] Transmission limited_to(Duration limit) const {
    auto transmission = request("GET", server_.url());
    transmission.time_limit = limit;
    return transmission;
  }

  ScriptedServer server_;
};

/// How a transmission ended whose body is not kept.
struct End {
  Outcome outcome = Outcome::pending;
  std::function<void()> on_bytes = [] {};

  TransmissionHandler handler() {
    TransmissionHandler result;
    result.on_bytes = [this](std::string_view) { on_bytes(); };
    result.on_done = [this](Outcome end, const std::string&, const std::string&) { outcome = end; };
    return result;
  }
  [[nodiscard]] bool done() const { return outcome != Outcome::pending; }
};

CurlOptions any_body() {
  return {.max_body_bytes = std::numeric_limits<std::size_t>::max()};
}

TEST_P(NeverEnding, EndsAtTheTimeLimitOrEarlier) {
  CurlTransport transport(any_body());
  End end;
  transport.send(limited_to(milliseconds(100)), end.handler());
  while (!end.done() && transport.run_once()) {
  }
  EXPECT_THAT(end.outcome, testing::AnyOf(Outcome::timed_out, Outcome::too_large));
}

TEST_P(NeverEnding, LeavesTimeToTimersAndSignals) {
  CurlTransport transport(any_body());
  End end;
  bool interrupted = false;
  transport.on_interrupt([&] { interrupted = true; });
  transport.send(limited_to(seconds(60)), end.handler());
  transport.at(transport.now() + milliseconds(20), [] { std::raise(SIGINT); });
  transport.at(transport.now() + seconds(60), [] { FAIL() << "no interrupt came"; });
  while (!interrupted && transport.run_once()) {
  }
  EXPECT_TRUE(interrupted);
}

TEST_P(NeverEnding, LeavesTimeToOtherRequests) {
  const ScriptedServer other(echo);
  CurlTransport transport(any_body());
  End end;
  transport.send(limited_to(seconds(60)), end.handler());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(fetch(transport, request("GET", other.url())).outcome, Outcome::complete);
  }
}

std::vector<Endless> never_ending() {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string filler(1000, 'x');
  return {
      {"Body", "HTTP/1.1 200 OK\r\n\r\n", filler},
      {"Chunks", chunked, "a\r\n0123456789\r\n"},
      {"ChunkExtensions", chunked, "1;" + filler + "\r\nx\r\n"},
      {"ChunkExtension", chunked + "1;", filler},
      {"Trailers", chunked + "1\r\nx\r\n0\r\n", "X-A: " + filler + "\r\n"},
      {"Trailer", chunked + "1\r\nx\r\n0\r\nX-A: ", filler},
      {"Fields", "HTTP/1.1 200 OK\r\n", "X-A: " + filler + "\r\n"},
      {"Interim", "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"},
      {"Events", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", "data: x\n\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(CurlTransport, NeverEnding, testing::ValuesIn(never_ending()),
                         [](const auto& one) { return one.param.name; });

TEST(CurlTransport, GivesUpWhatIsNoBodyWhenItKeepsItBusy) {
  const auto server = endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                              std::string(std::size_t{1} << 20U, 'x'));
  CurlTransport transport;
  End end;
  transport.send(request("GET", server.url()), end.handler());
  while (!end.done() && transport.run_once()) {
  }
  // A machine that is busy itself may receive it too slowly to be kept busy by it.
  EXPECT_THAT(end.outcome, testing::AnyOf(Outcome::too_large, Outcome::timed_out));
}

TEST(CurlTransport, ReadsALargeBodyWhole) {
  std::string body;
  while (body.size() < std::size_t{16} << 20U) body += std::to_string(body.size());
  const auto server = answering(
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  CurlTransport transport;
  Seen seen;
  auto handler = seen.handler();
  // So slowly that reading it takes many turns.
  handler.on_bytes = [&](std::string_view bytes) {
    seen.body += bytes;
    for (const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
         std::chrono::steady_clock::now() < until;) {
    }
  };
  auto transmission = request("GET", server.url());
  transmission.time_limit = seconds(60);
  transport.send(std::move(transmission), std::move(handler));
  while (!seen.done && transport.run_once()) {
  }
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_TRUE(seen.body == body);
}

// Connections.

TEST(CurlTransport, KeepsConnectionsAlive) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  for (int i = 0; i < 3; ++i) fetch(transport, request("POST", server.url(), {}, "body"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlTransport, NeitherTakesNorLeavesAConnectionWhenANewOneIsAsked) {
  const ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    peer.closed_by_client();
  });
  CurlTransport transport;
  auto transmission = request("GET", server.url());
  transmission.new_connection = true;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(transport, transmission).status, 200);
  EXPECT_EQ(server.connections(), 3);
}

TEST(CurlTransport, SendsNothingMoreWhereItHasAskedToClose) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  const auto closing = request("GET", server.url(), {{"Connection", "Close"}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(transport, closing).status, 200);
  EXPECT_EQ(server.connections(), 3);
}

/// Answers the first request of the first connection, and closes it at the second one.
ScriptedServer::Script one_answer_for_each_connection(std::atomic<int>& requests) {
  return [&requests](Peer& peer) {
    if (peer.read_request().empty()) return;
    ++requests;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    if (!peer.read_request().empty()) ++requests;
  };
}

TEST(CurlTransport, SendsNothingAgainThatMayHaveArrived) {
  for (const auto* method : {"POST", "PUT", "DELETE"}) {
    std::atomic<int> requests = 0;
    const ScriptedServer server(one_answer_for_each_connection(requests));
    CurlTransport transport;
    EXPECT_EQ(fetch(transport, request("GET", server.url())).status, 200);
    const auto seen = fetch(transport, request(method, server.url(), {}, "body"));
    EXPECT_EQ(seen.outcome, Outcome::no_connection);
    EXPECT_EQ(seen.problem, "the server closed a kept-alive connection without a response; " +
                                std::string(method) +
                                " is not sent again, because it may have arrived");
    EXPECT_EQ(requests, 2) << method;
  }
}

TEST(CurlTransport, SendsASafeRequestAgainOnANewConnection) {
  std::atomic<int> requests = 0;
  const ScriptedServer server(one_answer_for_each_connection(requests));
  CurlTransport transport;
  EXPECT_EQ(fetch(transport, request("GET", server.url())).status, 200);
  EXPECT_EQ(fetch(transport, request("GET", server.url())).status, 200);
  EXPECT_EQ(requests, 3);
}

TEST(CurlTransport, DoesNotAskAgainWithoutTheExpectationThatFailed) {
  std::atomic<int> requests = 0;
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_head().empty()) {
      ++requests;
      peer.write("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");
    }
  });
  CurlTransport transport;
  const auto seen =
      fetch(transport, request("POST", server.url(), {{"Expect", "100-continue"}}, "body"));
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_EQ(seen.status, 417);
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(seen.heads, 1);
}

TEST(CurlTransport, ClosesTheConnectionOfACancelledTransmission) {
  std::promise<bool> closed;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\ndata: one\n\n");
    closed.set_value(peer.closed_by_client());
  });
  CurlTransport transport;
  Seen seen;
  const auto id = transport.send(request("GET", server.url()), seen.handler());
  while (seen.body.empty() && transport.run_once()) {
  }
  transport.cancel(id);
  EXPECT_TRUE(closed.get_future().get());
  EXPECT_FALSE(transport.run_once());
  EXPECT_FALSE(seen.done);
}

TEST(CurlTransport, MayBeCancelledFromItsOwnHandler) {
  std::promise<bool> closed;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\ndata: one\n\n");
    closed.set_value(peer.closed_by_client());
  });
  CurlTransport transport;
  Seen seen;
  TransmissionId id = 0;
  auto handler = seen.handler();
  handler.on_head = [&](int, const http::Headers&) { transport.cancel(id); };
  id = transport.send(request("GET", server.url()), std::move(handler));
  while (transport.run_once()) {
  }
  EXPECT_TRUE(closed.get_future().get());
  EXPECT_EQ(seen.body, "");
  EXPECT_FALSE(seen.done);
}

TEST(CurlTransport, MaySendFromAHandler) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  Seen first;
  Seen second;
  Seen third;
  auto handler = first.handler();
  handler.on_head = [&](int, const http::Headers&) {
    transport.send(request("GET", url_of_nobody()), second.handler());
  };
  handler.on_done = [&](Outcome, const std::string&, const std::string&) {
    transport.send(request("GET", server.url()), third.handler());
  };
  transport.send(request("GET", server.url()), std::move(handler));
  while (transport.run_once()) {
  }
  EXPECT_EQ(second.outcome, Outcome::no_connection);
  EXPECT_EQ(third.status, 200);
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlTransport, EndsQuietlyWithTransmissionsUnderWay) {
  const ScriptedServer server([](Peer& peer) { peer.closed_by_client(); });
  Seen seen;
  {
    CurlTransport transport;
    transport.send(request("GET", server.url()), seen.handler());
    transport.send(request("GET", "http://127.0.0.1:1/"), seen.handler());
    transport.send_raw({server.url(), "x", seconds(5)}, seen.handler());
    transport.at(transport.now() + seconds(5), [] {});
    transport.run_once();
  }
  EXPECT_FALSE(seen.done);
}

// Time.

TEST(CurlTransport, RunsTimersInTheirOrder) {
  CurlTransport transport;
  std::vector<int> order;
  const auto start = transport.now();
  transport.at(start + milliseconds(4), [&] { order.push_back(3); });
  transport.at(start + milliseconds(2), [&] {
    EXPECT_GE(transport.now(), start + milliseconds(2));
    order.push_back(1);
    transport.at(start, [&] { order.push_back(2); });
  });
  transport.cancel_timer(transport.at(start + milliseconds(3), [&] { order.push_back(9); }));
  while (transport.run_once()) {
  }
  EXPECT_THAT(order, testing::ElementsAre(1, 2, 3));
}

TEST(CurlTransport, TellsTheTimeOfTheDay) {
  const auto before = std::chrono::system_clock::now();
  const CurlTransport transport;
  const auto now = transport.now();
  EXPECT_GE(now, before - milliseconds(1));
  EXPECT_LT(now, before + seconds(60));
}

TEST(CurlTransport, CallsTheTaskOfAnInterruptFromTheLoop) {
  CurlTransport transport;
  bool interrupted = false;
  transport.on_interrupt([&] { interrupted = true; });
  transport.at(transport.now() + seconds(5), [] { FAIL() << "no interrupt came"; });
  std::raise(SIGINT);
  while (!interrupted && transport.run_once()) {
  }
  EXPECT_TRUE(interrupted);
}

/// While it exists, no file can be opened.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int first_free = ::dup(0);
    ::close(first_free);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(first_free);
    setrlimit(RLIMIT_NOFILE, &none);
  }
  NoMoreFiles(const NoMoreFiles&) = delete;
  NoMoreFiles& operator=(const NoMoreFiles&) = delete;
  ~NoMoreFiles() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(CurlTransport, SaysThatItIsOurselvesWhoLackFiles) {
#ifdef __has_feature
#if __has_feature(undefined_behavior_sanitizer)
  GTEST_SKIP() << "the sanitizer needs descriptors of its own to look at the types of objects";
#endif
#endif
  const std::string url = url_of_nobody();
  CurlTransport transport;
  const NoMoreFiles no_more_files;
  for (const auto& seen :
       {fetch(transport, request("GET", url)),
        test::fetch_raw(transport, {url, "GET / HTTP/1.1\r\n\r\n", seconds(5)})}) {
    EXPECT_EQ(seen.outcome, Outcome::no_resources) << seen.problem;
    EXPECT_THAT(seen.problem, HasSubstr("ulimit -n"));
  }
}

// Raw bytes.

TEST(RawBytes, AreSentAsTheyAre) {
  const ScriptedServer server(echo);
  CurlTransport transport;
  const std::string bytes("GE T \x01 HTTP/1.1\r\nA\0: \r\n\r\n", 25);
  const auto seen = test::fetch_raw(transport, {server.url("/ignored"), bytes, seconds(5)});
  EXPECT_EQ(seen.outcome, Outcome::complete) << seen.problem;
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.header("content-length"), std::to_string(bytes.size()));
  EXPECT_EQ(seen.body, bytes);
}

struct RawAnswer {
  const char* name;
  const char* request;
  const char* answer;
  Outcome outcome;
  int status;
  const char* body;
};

class RawAnswers : public testing::TestWithParam<RawAnswer> {};

TEST_P(RawAnswers, AreRead) {
  const auto server = answering(GetParam().answer);
  CurlTransport transport;
  const auto seen = test::fetch_raw(transport, {server.url(), GetParam().request, seconds(5)});
  EXPECT_EQ(to_string(seen.outcome), to_string(GetParam().outcome)) << seen.problem;
  EXPECT_EQ(seen.problem.empty(), seen.outcome == Outcome::complete);
  EXPECT_EQ(seen.status, GetParam().status);
  EXPECT_EQ(seen.body, GetParam().body);
}

constexpr const char* raw_get = "GET / HTTP/1.1\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Servers, RawAnswers,
    testing::Values(
        RawAnswer{"Nothing", raw_get, "", Outcome::complete, 0, ""},
        RawAnswer{"Length", raw_get, "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno",
                  Outcome::complete, 400, "no"},
        RawAnswer{"UntilClose", raw_get, "HTTP/1.0 200 OK\r\n\r\nall", Outcome::complete, 200,
                  "all"},
        RawAnswer{"Chunks", raw_get,
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n"
                  "X-Trailer: t\r\n\r\n",
                  Outcome::complete, 200, "abc"},
        RawAnswer{"Interim", raw_get,
                  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
                  Outcome::complete, 200, "x"},
        RawAnswer{"Head", "HEAD / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                  Outcome::complete, 200, ""},
        RawAnswer{"HeadCut", raw_get, "HTTP/1.1 200 O", Outcome::cut_short, 0, ""},
        RawAnswer{"BodyCut", raw_get, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour",
                  Outcome::cut_short, 200, "four"},
        RawAnswer{"NotHttp", raw_get, "hello there\r\n\r\n", Outcome::not_http, 0, ""}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(RawBytes, EndAtTheTimeLimit) {
  const ScriptedServer server([](Peer& peer) { peer.closed_by_client(); });
  CurlTransport transport;
  const auto seen = test::fetch_raw(transport, {server.url(), "GET ", milliseconds(20)});
  EXPECT_EQ(seen.outcome, Outcome::timed_out);
  EXPECT_EQ(seen.problem, "no response in 20 ms");
}

TEST(RawBytes, NeedAServer) {
  CurlTransport transport;
  const auto refused = test::fetch_raw(transport, {url_of_nobody(), "x", seconds(5)});
  EXPECT_EQ(refused.outcome, Outcome::no_connection);
  EXPECT_EQ(refused.problem, "no connection to the server: Connection refused");
  const auto no_url = test::fetch_raw(transport, {"nonsense", "x", seconds(5)});
  EXPECT_EQ(no_url.outcome, Outcome::not_sent);
  EXPECT_THAT(no_url.problem, StartsWith("'nonsense' is not a URL"));
}

TEST(RawBytes, AreBounded) {
  const auto body = endless("HTTP/1.1 200 OK\r\n\r\n", std::string(10000, 'x'));
  const auto head = endless("HTTP/1.1 200 OK\r\n", "X-A: " + std::string(1000, 'a') + "\r\n");
  CurlTransport transport({.max_body_bytes = 100000, .max_head_bytes = 50000});
  const auto large_body = test::fetch_raw(transport, {body.url(), raw_get, seconds(5)});
  EXPECT_EQ(large_body.problem, "the body of the response has more than 100000 bytes");
  const auto large_head = test::fetch_raw(transport, {head.url(), raw_get, seconds(5)});
  EXPECT_EQ(large_head.problem, "the head of the response has more than 50000 bytes");
  EXPECT_EQ(large_head.outcome, Outcome::too_large);
}

TEST(RawBytes, AreBoundedWhereTheyAreNoBody) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string filler(1000, 'x');
  const auto extensions = endless(chunked, "1;" + filler + "\r\nx\r\n");
  const auto extension = endless(chunked + "1;", filler);
  const auto trailers = endless(chunked + "0\r\n", "X-A: " + filler + "\r\n");
  const auto interim = endless("", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
  CurlTransport transport({.max_body_bytes = 100000, .max_head_bytes = 50000});
  for (const auto* server : {&extensions, &extension, &trailers, &interim}) {
    const auto seen = test::fetch_raw(transport, {server->url(), raw_get, seconds(30)});
    EXPECT_EQ(seen.outcome, Outcome::too_large) << seen.problem;
  }
}

TEST(RawBytes, ShowWhatFollowsAResponseWithoutABody) {
  const auto request_of = [](std::string method, std::string connection) {
    return method + " / HTTP/1.1\r\nHost: x\r\n" + connection + "\r\n";
  };
  const std::string close = "Connection: close\r\n";
  const auto no_content = answering("HTTP/1.1 204 No Content\r\n\r\nOK");
  const auto not_modified = answering("HTTP/1.1 304 Not Modified\r\n\r\n[]");
  const auto head = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  const auto clean = answering("HTTP/1.1 204 No Content\r\n\r\n");
  CurlTransport transport;
  const auto outcome = [&](const ScriptedServer& server, std::string bytes) {
    return test::fetch_raw(transport, {server.url(), std::move(bytes), seconds(30)}).outcome;
  };
  EXPECT_EQ(outcome(no_content, request_of("DELETE", close)), Outcome::not_http);
  EXPECT_EQ(outcome(not_modified, request_of("GET", close)), Outcome::not_http);
  EXPECT_EQ(outcome(head, request_of("HEAD", close)), Outcome::not_http);
  EXPECT_EQ(outcome(clean, request_of("DELETE", close)), Outcome::complete);
  EXPECT_EQ(outcome(no_content, request_of("DELETE", "")), Outcome::complete)
      << "it may be the next response";
  const auto seen =
      test::fetch_raw(transport, {no_content.url(), request_of("DELETE", close), seconds(30)});
  EXPECT_EQ(seen.status, 204);
  EXPECT_THAT(seen.problem, HasSubstr("\"OK\""));
}

TEST(RawBytes, CloseTheirConnectionWhenCancelled) {
  std::promise<bool> closed;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\ndata: one\n\n");
    closed.set_value(peer.closed_by_client());
  });
  CurlTransport transport;
  Seen seen;
  const auto id = transport.send_raw({server.url(), raw_get, seconds(5)}, seen.handler());
  while (seen.body.empty() && transport.run_once()) {
  }
  transport.cancel(id);
  EXPECT_TRUE(closed.get_future().get());
  EXPECT_FALSE(transport.run_once());
  EXPECT_FALSE(seen.done);
}

TEST(RawBytes, MayComeInPieces) {
  std::string first;
  const ScriptedServer server([&](Peer& peer) {
    first = peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  CurlTransport transport;
  RawTransmission raw{server.url(), raw_get, seconds(5)};
  raw.piece_bytes = 4;
  EXPECT_EQ(test::fetch_raw(transport, raw).status, 200);
  EXPECT_EQ(first, raw_get);
}

TEST(RawBytes, MayEndBeforeTheAnswer) {
  const ScriptedServer server([](Peer& peer) {
    const auto all = peer.read_to_end();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(all.size()) + "\r\n\r\n" +
               all);
  });
  CurlTransport transport;
  RawTransmission raw{server.url(), "GET", seconds(5)};
  raw.afterwards = AfterSending::end;
  EXPECT_EQ(test::fetch_raw(transport, raw).body, "GET");
}

TEST(RawBytes, MayBeAllThatTheServerGets) {
  for (const auto afterwards : {AfterSending::hang_up, AfterSending::reset}) {
    std::promise<bool> closed;
    const ScriptedServer server([&](Peer& peer) { closed.set_value(peer.closed_by_client()); });
    CurlTransport transport;
    RawTransmission raw{server.url(), raw_get, seconds(5)};
    raw.afterwards = afterwards;
    const auto seen = test::fetch_raw(transport, raw);
    EXPECT_EQ(seen.outcome, Outcome::closed_by_us);
    EXPECT_TRUE(closed.get_future().get());
  }
}

TEST(RawBytes, MayBeAnsweredWithAnything) {
  const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nwhatever\r\n";
  const ScriptedServer server([&](Peer& peer) {
    peer.read_head();
    peer.write(bytes);
  });
  CurlTransport transport({.max_body_bytes = bytes.size()});
  RawTransmission raw{server.url(), raw_get, seconds(5)};
  raw.unparsed = true;
  const auto seen = test::fetch_raw(transport, raw);
  EXPECT_EQ(seen.outcome, Outcome::complete);
  EXPECT_EQ(seen.heads, 0);
  EXPECT_EQ(seen.body, bytes);
  CurlTransport modest({.max_body_bytes = bytes.size() - 1});
  EXPECT_EQ(test::fetch_raw(modest, raw).outcome, Outcome::too_large);
}

// Webhooks.

TEST(WebhookReceiver, TakesRequestsAndAnswersThem) {
  CurlTransport transport;
  std::vector<http::Request> requests;
  const auto url = transport.listen([&](const IncomingRequest& incoming) {
    requests.push_back(incoming.request);
    incoming.answer({202, {{"X-A", "b"}}, "thanks"});
    incoming.answer({500, {}, "a second answer goes nowhere"});
  });
  ASSERT_TRUE(url) << url.error();
  for (int i = 0; i < 2; ++i) {
    const auto seen =
        fetch(transport, request("POST", *url + "/hook?n=1", {{"Content-Type", "a/b"}}, "event"));
    EXPECT_EQ(seen.status, 202);
    EXPECT_EQ(seen.header("X-A"), "b");
    EXPECT_EQ(seen.body, "thanks");
  }
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].target, "/hook?n=1");
  EXPECT_EQ(requests[0].headers.find("content-type"), "a/b");
  EXPECT_EQ(requests[0].body, "event");
}

TEST(WebhookReceiver, MayAnswerLater) {
  CurlTransport transport;
  const auto url = transport.listen([&](const IncomingRequest& incoming) {
    transport.at(transport.now() + milliseconds(2), [incoming] { incoming.answer({204, {}, {}}); });
  });
  EXPECT_EQ(fetch(transport, request("POST", *url, {}, "event")).status, 204);
}

TEST(WebhookReceiver, ToleratesAClientThatHasGone) {
  CurlTransport transport;
  std::optional<IncomingRequest> kept;
  const auto url = transport.listen([&](IncomingRequest incoming) { kept = std::move(incoming); });
  Seen seen;
  const auto id = transport.send(request("POST", *url, {}, "event"), seen.handler());
  while (!kept && transport.run_once()) {
  }
  transport.cancel(id);
  kept->answer({200, {}, std::string(1 << 20, 'x')});
  EXPECT_FALSE(transport.run_once());
}

/// A webhook of so many bytes, which all take their time.
Transmission webhook(const std::string& url, std::size_t bytes) {
  auto transmission = request("POST", url, {}, std::string(bytes, 'x'));
  transmission.time_limit = seconds(60);
  return transmission;
}

TEST(WebhookReceiver, ClosesAConnectionThatBringsMoreThanAWebhookIs) {
  CurlTransport transport;
  int requests = 0;
  const auto url = transport.listen([&](const IncomingRequest& incoming) {
    ++requests;
    incoming.answer({204, {}, {}});
  });
  EXPECT_EQ(fetch(transport, webhook(*url, limits::webhook_body_bytes)).status, 204);
  EXPECT_EQ(fetch(transport, webhook(*url, limits::webhook_body_bytes + 1)).status, 0);
  EXPECT_EQ(requests, 1);
}

TEST(WebhookReceiver, HoldsABoundedPartOfWhatIsOnItsWay) {
  CurlTransport transport;
  const auto url =
      transport.listen([&](const IncomingRequest& incoming) { incoming.answer({204, {}, {}}); });
  constexpr auto each = limits::webhook_body_bytes;
  std::vector<Seen> unfinished(limits::webhook_bytes_together / each + 1);
  std::vector<TransmissionId> ids;
  for (auto& seen : unfinished) {
    auto held = webhook(*url, each);
    held.holds = {each - 1};
    ids.push_back(transport.send(std::move(held), seen.handler()));
  }
  const auto is_done = [](const Seen& seen) { return seen.done; };
  while (std::none_of(unfinished.begin(), unfinished.end(), is_done) && transport.run_once()) {
  }
  EXPECT_TRUE(std::any_of(unfinished.begin(), unfinished.end(), is_done));
  for (const auto id : ids) transport.cancel(id);
  // Their ends have to arrive first.
  const auto is_taken = [&] { return fetch(transport, webhook(*url, each)).status == 204; };
  while (!is_taken()) {
  }
}

TEST(WebhookReceiver, ClosesIdleConnectionsWhenThereAreTooMany) {
  CurlTransport transport;
  const auto url =
      transport.listen([&](const IncomingRequest& incoming) { incoming.answer({204, {}, {}}); });
  std::vector<test::Socket> silent;
  for (std::size_t i = 0; i < limits::webhook_connections; ++i) {
    silent.push_back(test::connect(*url));
  }
  EXPECT_EQ(fetch(transport, webhook(*url, 1)).status, 204);
}

TEST(WebhookReceiver, AloneKeepsNothingUnderWay) {
  std::optional<IncomingRequest> kept;
  {
    CurlTransport transport;
    const auto url =
        transport.listen([&](IncomingRequest incoming) { kept = std::move(incoming); });
    EXPECT_FALSE(transport.run_once());
    Seen seen;
    transport.send(request("POST", *url, {}, "event"), seen.handler());
    while (!kept && transport.run_once()) {
    }
  }
  kept->answer({200, {}, "too late"});
}

}  // namespace
}  // namespace conform
