#include "harness/http/url.hpp"

#include <gmock/gmock.h>

namespace conform::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(Url, HasItsParts) {
  const auto url = parse_url("https://example.org:8443/v1/stream?a=b#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "example.org");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/v1/stream");
  EXPECT_EQ(url->query, "a=b");
  EXPECT_EQ(url->authority(), "example.org:8443");
}

TEST(Url, FillsInPortAndPath) {
  const auto url = parse_url("http://h");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, "80");
  EXPECT_EQ(url->path, "/");
  EXPECT_EQ(url->authority(), "h");
}

TEST(Url, KnowsIpv6) {
  const auto url = parse_url("http://[::1]:99/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "99");
  EXPECT_EQ(url->authority(), "[::1]:99");
}

struct Refused {
  const char* text;
  const char* reason;
};

class RefusedUrl : public testing::TestWithParam<Refused> {};

TEST_P(RefusedUrl, SaysWhy) {
  const auto url = parse_url(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedUrl,
    testing::Values(Refused{"localhost:4437", "no http://"}, Refused{"", "no http://"},
                    Refused{"ftp://h/", "scheme 'ftp'"}, Refused{"http:///x", "no host"},
                    Refused{"http://h:0/", "'0' is not a port"},
                    Refused{"http://h:70000/", "not a port"}, Refused{"http://h:/", "not a port"},
                    Refused{"http://127.0]0.1:80/", "'127.0]0.1' is not a host"},
                    Refused{"http://[::1]x/", "not a host"}, Refused{"http://h/a b", "space"},
                    Refused{"http://u:p@h/", "credentials"}));

TEST(Query, IsDecodedInOrder) {
  EXPECT_THAT(
      parse_query("offset=a%2Fb&live&x=1+2&offset="),
      ElementsAre(Pair("offset", "a/b"), Pair("live", ""), Pair("x", "1+2"), Pair("offset", "")));
}

TEST(PercentEncoding, KeepsUnreservedCharactersOnly) {
  EXPECT_EQ(percent_encode("aZ0-._~/ \xC3\xA9"), "aZ0-._~%2F%20%C3%A9");
}

TEST(PercentEncoding, ComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

TEST(PercentEncoding, LeavesMalformedEscapesAlone) {
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
}

}  // namespace
}  // namespace conform::http
