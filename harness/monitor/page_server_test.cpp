#include "harness/monitor/page_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/transport/scripted_client.hpp"

namespace conform::monitor {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class PageServerTest : public testing::Test {
 protected:
  std::string answer(std::string_view line, std::string_view host) {
    auto client = test::connect_to(server_.url());
    client.write(fmt::format("{} HTTP/1.1\r\nHost: {}\r\n\r\n", line, host));
    return client.read_to_end();
  }

  PageServer server_{"127.0.0.1", 0, [](std::string_view path) -> std::optional<ServedPage> {
                       if (path != "/here") return std::nullopt;
                       return ServedPage{"text/html", "<p>hello"};
                     }};
};

TEST_F(PageServerTest, ServesAPage) {
  EXPECT_THAT(answer("GET /here?x", "127.0.0.1:80"),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/html\r\n"),
                    HasSubstr("Cache-Control: no-store\r\n"), EndsWith("\r\n\r\n<p>hello")));
  EXPECT_THAT(answer("GET /here", "localhost"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer("GET /here", "[::1]:80"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(PageServerTest, RefusesOtherRequests) {
  EXPECT_THAT(answer("GET /there", "localhost"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(answer("POST /here", "localhost"), StartsWith("HTTP/1.1 405 "));
}

/// A web site whose name points here could read what is served.
TEST_F(PageServerTest, RefusesNamesThatAreNoAddress) {
  for (const auto* host : {"evil.example", "evil.example:80", "localhost.evil.example", ""}) {
    EXPECT_THAT(answer("GET /here", host), StartsWith("HTTP/1.1 403 ")) << host;
  }
}

/// A client that says nothing holds nobody up.
TEST_F(PageServerTest, ServesSeveralAtOnce) {
  const auto silent = test::connect(server_.url());
  EXPECT_THAT(answer("GET /here", "localhost"), StartsWith("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace conform::monitor
