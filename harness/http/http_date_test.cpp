#include "harness/http/http_date.hpp"

#include <gtest/gtest.h>

namespace conform::http {
namespace {

using namespace std::chrono_literals;

TEST(HttpDate, IsReadAsItIsSentToday) {
  EXPECT_EQ(parse_http_date("Fri, 27 Nov 2026 15:00:01 GMT"),
            Instant(std::chrono::sys_days{std::chrono::November / 27 / 2026} + 15h + 1s));
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Instant{});
  EXPECT_EQ(parse_http_date("Wed, 31 Dec 1969 23:59:59 GMT"), Instant{-1s});
}

TEST(HttpDate, IsNothingElse) {
  for (const auto* text :
       {"", "yesterday", "Fri, 27 Nov 2026 15:00:01 GMT, Fri, 27 Nov 2026 15:00:01 GMT",
        "Fri, 27 Nov 2026 15:00:01 +0100", "2026-11-27T15:00:01Z", "Fri, 27 Nov 2926 15:00:01 GMT",
        "Mon, 27 Nov 0026 15:00:01 GMT"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_http_date(std::string_view("Fri, 27 Nov 2026 15:00:01 GMT\0", 30)), std::nullopt);
}

}  // namespace
}  // namespace conform::http
