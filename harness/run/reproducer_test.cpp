#include "harness/run/reproducer.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <memory>

namespace conform {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

Exchange exchange(std::uint64_t number, std::string method, std::string rest,
                  std::string body = {}) {
  Exchange out;
  out.number = number;
  out.sent = out.done = Instant(milliseconds(number));
  out.request.method = std::move(method);
  out.request.target = "http://127.0.0.1:4437/v1/conform-7f-12.1-append.x" + std::move(rest);
  out.request.body = std::move(body);
  out.response.status = 200;
  out.outcome = Outcome::complete;
  return out;
}

/// What dash runs for these commands, with a curl that only prints its arguments.
std::string in_dash(const std::string& lines) {
  const std::string script =
      "curl() { printf '[%s]' \"$@\"; case \"$*\" in *@-*) cat;; esac; printf '\\n'; }\n" + lines;
  const std::string command = "cat <<'END_OF_LINES' | dash 2>&1\n" + script + "\nEND_OF_LINES\n";
  std::string out;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
    out.push_back(static_cast<char>(c));
  }
  return out;
}

TEST(Reproducer, UsesANewStreamEachTime) {
  const auto lines = curl_lines({exchange(1, "PUT", "")});
  EXPECT_THAT(lines, HasSubstr("BASE=\"http://127.0.0.1:4437\"\n"));
  EXPECT_THAT(lines, HasSubstr("\"${BASE}/v1/${S}-append.x\""));
  EXPECT_THAT(lines, Not(HasSubstr("7f-12.1")));
}

TEST(Reproducer, TakesOffsetsFromTheAnswers) {
  auto put = exchange(1, "PUT", "");
  put.response.headers.add("Stream-Next-Offset", "0000_0007");
  const auto lines = curl_lines({put, exchange(2, "GET", "?offset=0000_0007")});
  EXPECT_THAT(lines, HasSubstr("grep -i '^Stream-Next-Offset:'"));
  EXPECT_THAT(lines, HasSubstr("?offset=${V1}\""));
}

TEST(Reproducer, SendsAnyBytesFromDash) {
  const std::string body("a'b\"$x`\\ %s \0\xff\r\n", 17);
  auto post = exchange(1, "POST", "", body);
  post.request.headers.add("Content-Type", "text/plain");
  const auto said = in_dash(curl_lines({post}));
  EXPECT_THAT(said, HasSubstr(body));
  EXPECT_THAT(said, HasSubstr("[Content-Type: text/plain]"));
}

TEST(Reproducer, QuotesWhatAShellWouldObey) {
  auto post = exchange(1, "POST", "", "$(touch x) `id` \"'");
  const auto said = in_dash(curl_lines({post}));
  EXPECT_THAT(said, HasSubstr("[$(touch x) `id` \"']"));
}

TEST(Reproducer, MakesLargeBodiesAnew) {
  const auto said =
      in_dash(curl_lines({exchange(1, "POST", "", std::string(4096, 'x') + "… 904 bytes more")}));
  EXPECT_THAT(said, HasSubstr(std::string(5000, 'x')));
}

TEST(Reproducer, LetsTimePassWhereTheScenarioDid) {
  auto late = exchange(2, "GET", "");
  late.sent += std::chrono::seconds(2);
  EXPECT_THAT(curl_lines({exchange(1, "PUT", ""), late}), HasSubstr("\nsleep 3\n"));
}

TEST(Reproducer, LeavesOutTheMiddleOfMany) {
  std::deque<Exchange> many{exchange(1, "PUT", "")};
  for (std::uint64_t n = 2; n <= 40; ++n) many.push_back(exchange(n, "POST", "", "x"));
  const auto lines = curl_lines(many);
  EXPECT_THAT(lines, HasSubstr("-X PUT"));
  EXPECT_THAT(lines, HasSubstr("# 26 requests left out here"));
}

TEST(Reproducer, SendsAHeldBodyInParts) {
  auto held = exchange(4, "POST", "", "one,two");
  held.label = "late";
  ReproducerHints hints;
  hints.held["late"] = {.opened = Instant(milliseconds(2)), .holds = {4}};
  const auto lines = curl_lines(
      {exchange(1, "PUT", ""), exchange(3, "GET", ""), held, exchange(5, "GET", "")}, hints);
  EXPECT_THAT(lines, HasSubstr("{ printf 'one,'; sleep 3; printf 'two'; } | curl"));
  EXPECT_THAT(lines, HasSubstr("-T - -H 'Expect:' -H 'Transfer-Encoding:' -H 'Content-Length: 7'"));
  EXPECT_LT(lines.find("Content-Length: 7"), lines.find("\nwait\n"));
}

TEST(Reproducer, BreaksOffAHeldBody) {
  auto held = exchange(0, "POST", "", "one,two");
  held.label = "half";
  held.outcome = Outcome::closed_by_us;
  held.response = {};
  ReproducerHints hints;
  hints.held["half"] = {.opened = {}, .holds = {4}, .chunked = true, .was_reset = true};
  const auto lines = curl_lines({held, exchange(2, "GET", "")}, hints);
  EXPECT_THAT(lines, HasSubstr("# the test reset the connection; this closes it"));
  EXPECT_THAT(lines, HasSubstr("{ printf 'one,'; sleep 3; } | curl"));
  EXPECT_THAT(lines, HasSubstr("-H 'Transfer-Encoding: chunked' --max-time 1"));
}

}  // namespace
}  // namespace conform
